import { expect, test } from "vitest";
import { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { MemoryNetwork } from "../support/memory-machine/memory-network.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";

test.each([
  ["the endpoint without a port", "10.77.0.11", "cp1", "cp1:6443"],
  ["no endpoint", "10.77.0.11", '""', "10.77.0.11:6443"],
  ["no endpoint but an IPv6 address", "fd00:77::11", '""', "[fd00:77::11]:6443"],
  ["an IPv6 endpoint without a port", "fd00:77::11", '"fd00:77::11"', "[fd00:77::11]:6443"],
])("the join command that init prints works as it is with %s", async (_, address, named, printed) => {
  const network = new MemoryNetwork();
  const cp1 = new MemoryMachine(network, "cp1", address);
  const w1 = new MemoryMachine(network, "w1", address.replace("11", "21"));
  const input = initConfig
    .replace("10.77.0.11", address)
    .replace("cp1:6443", named)
    .replace(/^networking.*\n/m, "");
  const networking = address.includes(":") ? "networking: {serviceSubnet: fd00:96::/112}\n" : "";
  const made = await kubewright(cp1, initWords, { input: `${input}${networking}` });
  expect([made.code, made.err]).toEqual([0, ""]);
  const [, words = "", pin = ""] = /kubewright (join [^\n]+) \\\n\s+(--disc\S+ \S+)/.exec(made.out) ?? [];
  expect(words.split(" ")[1]).toBe(printed);
  const joined = await kubewright(w1, `${words} ${pin}`.split(" "));
  expect([joined.code, joined.err]).toEqual([0, ""]);
});
