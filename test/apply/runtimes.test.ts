import { expect, test } from "vitest";
import { machineOf } from "../support/memory-machine/made-cluster.ts";
import type { MemoryNetwork } from "../support/memory-machine/memory-network.ts";
import { applyFrom, blankFleet, fleetFile } from "../support/memory-machine/operator.ts";
import { expectFinished, troubles } from "./support.ts";

const names = ["cp1", "w1"];
const file = fleetFile(names);
const crio = "/run/crio/crio.sock";

/** What the kubelet of a machine is told. */
const socketOf = (network: MemoryNetwork, name: string): string =>
  machineOf(network, name).host.text("/var/lib/kubelet/instance-config.yaml") ?? "";

test("a machine whose runtime is not containerd gets that runtime's socket, and keeps it when another runtime comes beside it", async () => {
  const network = blankFleet(1, 1);
  for (const name of names) {
    const { criSockets } = machineOf(network, name);
    criSockets.clear();
    criSockets.add(crio);
  }
  expect(troubles(await applyFrom(network, file))).toEqual([]);
  for (const name of names) {
    expect(socketOf(network, name)).toBe(`containerRuntimeEndpoint: "unix:///var${crio}"\n`);
    machineOf(network, name).criSockets.add("/run/containerd/containerd.sock");
  }
  await expectFinished(network, file, names);
  expect(socketOf(network, "w1")).toContain(crio);
});

test("machines on which several runtimes answer are refused by name before anything is written, and a criSocket in the file decides", async () => {
  const network = blankFleet(1, 1);
  for (const name of names) machineOf(network, name).criSockets.add(crio);
  const ran = await applyFrom(network, file);
  const code = "CONFIG_SEVERAL_RUNTIMES";
  expect(ran.error).toMatchObject({
    errors: [
      { code, node: "cp1", exitCode: 2, what: expect.stringContaining("crio.sock") },
      { code, node: "w1", exitCode: 2, next: expect.stringContaining("criSocket") },
    ],
  });
  expect(ran.effects).toEqual([]);
  const named = fleetFile(names, {
    cp1: ", criSocket: unix:///run/containerd/containerd.sock",
    w1: `, criSocket: unix://${crio}`,
  });
  await expectFinished(network, named, names);
  expect(socketOf(network, "w1")).toContain(`unix://${crio}`);
});
