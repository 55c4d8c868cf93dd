import { expect, test } from "vitest";
import { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { MemoryNetwork } from "../support/memory-machine/memory-network.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";

const network = new MemoryNetwork();
const cp1 = new MemoryMachine(network, "cp1", "fd00:77::11");
const cp2 = new MemoryMachine(network, "cp2", "fd00:77::12");
const config = initConfig
  .replace("10.77.0.11", "fd00:77::11")
  .replace("podSubnet: 10.244.0.0/16", "podSubnet: fd00:244::/56, serviceSubnet: fd00:96::/112");

test("a control plane joins another where there is IPv6 only, and leaves again", async () => {
  const made = await kubewright(cp1, [...initWords, "--upload-certs"], { input: config });
  expect([made.code, made.err]).toEqual([0, ""]);
  const said = /kubewright (join [^\n]+) \\\n\s+(--disc\S+ \S+) \\\n\s+(--control-plane --certificate-key \S+)/.exec(
    made.out,
  );
  const words = said?.slice(1).join(" ").split(" ") ?? [];
  const joined = await kubewright(cp2, [...words, "--apiserver-advertise-address", "fd00:77::12"]);
  expect([joined.code, joined.err]).toEqual([0, ""]);
  const [store] = [...network.stores.values()];
  const members = () => store?.etcd.members.map(({ peerURLs, isLearner }) => [...peerURLs, isLearner]);
  expect(members()).toEqual([
    ["https://[fd00:77::11]:2380", false],
    ["https://[fd00:77::12]:2380", false],
  ]);
  const reset = await kubewright(cp2, ["reset", "--force"]);
  expect([reset.code, reset.err]).toEqual([0, ""]);
  expect(members()).toEqual([["https://[fd00:77::11]:2380", false]]);
});
