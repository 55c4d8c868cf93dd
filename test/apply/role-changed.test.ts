import { beforeAll, expect, test } from "vitest";
import { loadCluster } from "../../src/config/cluster-load.ts";
import { resetCluster } from "../../src/reset/reset-cluster.ts";
import type { MemoryNetwork } from "../support/memory-machine/memory-network.ts";
import { applyFrom, blankFleet, fleetFile } from "../support/memory-machine/operator.ts";
import { remoteHost } from "../support/memory-machine/remote-host.ts";
import { membersOf, troubles } from "./support.ts";

const names = ["cp1", "cp2", "cp3", "w1"];
const file = fleetFile(names);
let network: MemoryNetwork;

/** The file with these nodes in the other role. */
function swapped(text: string, ...changed: readonly string[]): string {
  return changed.reduce((before, name) => {
    const [from, to] = name.startsWith("cp") ? ["control-plane", "worker"] : ["worker", "control-plane"];
    return before.replace(`{name: ${name}, role: ${from}`, `{name: ${name}, role: ${to}`);
  }, text);
}

beforeAll(async () => {
  network = blankFleet(3, 1);
  expect(troubles(await applyFrom(network, file))).toEqual([]);
}, 60_000);

const modes = ["plan", "apply"] as const;

/** `reset -f FILE --nodes …` with the file as it was. */
async function reset(...chosen: readonly string[]): Promise<void> {
  const { intent } = loadCluster({ source: { name: "cluster.yaml", text: file } });
  const errors = await resetCluster({
    intent,
    chosen: intent.nodes.filter(({ name }) => chosen.includes(name)),
    force: false,
    mode: "apply",
    openHost: async ({ name }) => {
      const machine = network.machines.find((each) => each.name === name);
      if (machine === undefined) throw new Error(`no machine ${name}`);
      return remoteHost(machine.open("kill"));
    },
    tell: () => undefined,
    now: () => Date.now(),
    signal: new AbortController().signal,
    holder: "a test",
  });
  expect(errors).toEqual([]);
}

test.each(modes)("%s refuses to make a control plane of a worker before anything is touched", async (mode) => {
  const ran = await applyFrom(network, swapped(file, "w1"), { mode });
  expect(ran.error).toMatchObject({
    code: "WORKER_ALREADY",
    exitCode: 3,
    what: "w1 is a worker of this cluster, and the file says control-plane.",
    next: expect.stringContaining("Write role: worker again"),
  });
  expect(ran.effects).toEqual([]);
});

test.each(modes)("%s refuses to make workers of control planes before anything is touched", async (mode) => {
  const ran = await applyFrom(network, swapped(file, "cp2", "cp3"), { mode });
  expect(ran.error).toMatchObject({
    code: "CONTROL_PLANE_ALREADY",
    exitCode: 3,
    what: "cp2, cp3 are control planes already, and the file says worker.",
    next: expect.stringMatching(/^Write role: control-plane again\..*kubewright reset -f FILE --nodes cp2,cp3;/),
  });
  expect(ran.effects).toEqual([]);
});

test("a worker and a control plane that change places are refused too", async () => {
  const ran = await applyFrom(network, swapped(file, "w1", "cp1"));
  expect(ran.error).toMatchObject({ code: "WORKER_ALREADY" });
  expect(ran.effects).toEqual([]);
});

test("the refused file takes nothing away: the old one finds nothing to do", async () => {
  const ran = await applyFrom(network, file);
  expect(troubles(ran)).toEqual([]);
  expect(ran.effects).toEqual([]);
});

test.each(modes)(
  "%s where the Node does not show it: a host with a control plane's files is left alone, and told",
  { timeout: 60_000 },
  async (mode) => {
    const silent = blankFleet(2, 1);
    const whole = fleetFile(["cp1", "cp2", "w1"]);
    expect(troubles(await applyFrom(silent, whole))).toEqual([]);
    const [store] = silent.stores.values();
    const node = store?.objects.get({ apiVersion: "v1", kind: "Node", name: "cp2" });
    if (node != null) store?.objects.put({ ...node, metadata: { ...node.metadata, labels: {} } });
    const ran = await applyFrom(silent, swapped(whole, "cp2"), { mode });
    expect(troubles(ran).filter((text) => !text.includes("CONTROL_PLANE_ALREADY"))).toEqual([]);
    expect(troubles(ran).join()).toMatch(/^cp2 CONTROL_PLANE_ALREADY: cp2 is a control plane already/);
    expect(ran.effects.filter((effect) => effect.startsWith("cp2: write"))).toEqual([]);
  },
);

test("what the refusals tell helps: after a reset with the old file each host takes its new role", {
  timeout: 120_000,
}, async () => {
  await reset("cp3");
  await reset("w1");
  const changed = swapped(file, "cp3", "w1");
  expect(troubles(await applyFrom(network, changed))).toEqual([]);
  expect(membersOf(network)).toEqual({ etcd: ["cp1", "cp2", "w1"], nodes: names });
  expect((await applyFrom(network, changed)).effects).toEqual([]);
});

test.each(modes)(
  "%s of a file in which the only control plane and a worker have changed places says so, and touches nothing",
  async (mode) => {
    const two = blankFleet(1, 1);
    const text = fleetFile(["cp1", "w1"]);
    expect(troubles(await applyFrom(two, text))).toEqual([]);
    const ran = await applyFrom(two, swapped(text, "cp1", "w1"), { mode });
    expect(ran.error).toMatchObject({
      code: "CLUSTER_FOREIGN",
      what: "w1 is a worker of a cluster to which no control plane of the file belongs.",
      why: "w1: /etc/kubernetes/kubelet.conf",
      next: expect.stringContaining("If the file has changed roles, write them as they were"),
    });
    expect(ran.effects).toEqual([]);
  },
);
