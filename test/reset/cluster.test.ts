import { expect, test } from "vitest";
import { loadCluster } from "../../src/config/cluster-load.ts";
import type { RunEvent } from "../../src/engine/event.ts";
import { KubewrightError } from "../../src/errors.ts";
import { resetCluster } from "../../src/reset/reset-cluster.ts";
import type { MemoryNetwork } from "../support/memory-machine/memory-network.ts";
import { applyFrom, blankFleet, fleetFile } from "../support/memory-machine/operator.ts";
import { remoteHost } from "../support/memory-machine/remote-host.ts";

const file = fleetFile(["cp1", "w1", "w2"]);

async function resetOf(names: readonly string[], unreachable: readonly string[] = []) {
  const network = blankFleet(1, 2);
  await applyFrom(network, file);
  return resetIn(network, file, names, { unreachable });
}

async function resetIn(
  network: MemoryNetwork,
  text: string,
  names: readonly string[],
  { unreachable = [], force = false }: { readonly unreachable?: readonly string[]; readonly force?: boolean },
) {
  const { intent } = loadCluster({ source: { name: "cluster.yaml", text } });
  const events: RunEvent[] = [];
  const errors = await resetCluster({
    intent,
    chosen: intent.nodes.filter(({ name }) => names.includes(name)),
    force,
    mode: "apply",
    openHost: async ({ name }) => {
      const machine = network.machines.find((each) => each.name === name);
      if (machine !== undefined && !unreachable.includes(name)) return remoteHost(machine.open("kill"));
      throw new KubewrightError("HOST_UNREACHABLE", { what: "It is away.", next: "Wake it.", exitCode: 4 });
    },
    tell: (event) => events.push(event),
    now: () => Date.now(),
    signal: new AbortController().signal,
    holder: "a test",
  });
  const [store] = network.stores.values();
  const nodes = (store?.objects.all("v1", "Node") ?? []).map(({ metadata }) => metadata.name).sort();
  const w1 = network.machines.find(({ name }) => name === "w1");
  return { errors, nodes, events, isClean: w1?.host.text("/etc/kubernetes/kubelet.conf") === null };
}

test("a worker that is reset is forgotten by the cluster, and the others stay", { timeout: 60_000 }, async () => {
  const ran = await resetOf(["w1"]);
  expect(ran.errors).toEqual([]);
  expect(ran.isClean).toBe(true);
  expect(ran.nodes).toEqual(["cp1", "w2"]);
});

test("where no control plane can be reached the worker is clean all the same, and it is said what stays", {
  timeout: 60_000,
}, async () => {
  const ran = await resetOf(["w1"], ["cp1"]);
  expect(ran.errors).toEqual([]);
  expect(ran.isClean).toBe(true);
  expect(ran.nodes).toEqual(["cp1", "w1", "w2"]);
  const notes = ran.events.flatMap((event) => (event.type === "note" ? [event.text] : []));
  expect(notes.join()).toContain("kubectl delete node w1");
});

test("a control plane without which etcd has no majority is reset only with --force, also from a file", {
  timeout: 60_000,
}, async () => {
  const three = fleetFile(["cp1", "cp2", "cp3"]);
  const network = blankFleet(3, 0);
  await applyFrom(network, three);
  const [, cp2, cp3] = network.machines;
  Object.assign(cp3 ?? {}, { isOn: false });
  network.settle();
  const refused = await resetIn(network, three, ["cp2"], {});
  expect(refused.errors.map(({ code }) => code)).toEqual(["ETCD_QUORUM"]);
  expect(refused.nodes).toEqual(["cp1", "cp2", "cp3"]);
  expect(cp2?.host.text("/etc/kubernetes/admin.conf")).not.toBe(null);
  const forced = await resetIn(network, three, ["cp2"], { force: true });
  expect(forced.errors).toEqual([]);
  expect(cp2?.host.text("/etc/kubernetes/admin.conf")).toBe(null);
});

test("a whole cluster goes without --force though one of its control planes is away", { timeout: 60_000 }, async () => {
  const three = fleetFile(["cp1", "cp2", "cp3"]);
  const network = blankFleet(3, 0);
  await applyFrom(network, three);
  const [cp1, cp2, cp3] = network.machines;
  Object.assign(cp3 ?? {}, { isOn: false });
  network.settle();
  const ran = await resetIn(network, three, ["cp1", "cp2", "cp3"], { unreachable: ["cp3"] });
  expect(ran.errors.map(({ code }) => code)).toEqual(["HOST_UNREACHABLE"]);
  for (const machine of [cp1, cp2]) expect(machine?.host.text("/etc/kubernetes/admin.conf")).toBe(null);
});
