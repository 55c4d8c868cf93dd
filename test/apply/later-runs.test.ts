import { beforeAll, expect, test } from "vitest";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import type { MemoryNetwork } from "../support/memory-machine/memory-network.ts";
import { applyFrom, blankFleet, fleetFile, type OperatorRan } from "../support/memory-machine/operator.ts";
import { expectFinished, membersOf, troubles } from "./support.ts";

const small = ["cp1", "w1"];
const all = ["cp1", "cp2", "cp3", "w1", "w2"];
let network: MemoryNetwork;

const machine = (name: string): MemoryMachine => {
  const found = network.machines.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no machine ${name}`);
  return found;
};

const changes = ({ events }: OperatorRan): readonly string[] =>
  events.flatMap((event) =>
    event.type === "step-ended" && event.changes.length > 0 ? [`${event.host} ${event.phase} ${event.step}`] : [],
  );

beforeAll(async () => {
  network = blankFleet(3, 2);
  expect(troubles(await applyFrom(network, fleetFile(small)))).toEqual([]);
}, 60_000);

test("control planes are added as learners that vote then, workers side by side, and the CA's key is the same everywhere", {
  timeout: 60_000,
}, async () => {
  const ran = await applyFrom(network, fleetFile(all));
  expect(troubles(ran)).toEqual([]);
  expect(ran.result?.isFounding).toBe(false);
  expect(membersOf(network)).toEqual({ etcd: ["cp1", "cp2", "cp3"], nodes: all });
  const keys = ["cp1", "cp2", "cp3"].map((name) => machine(name).host.text("/etc/kubernetes/pki/ca.key"));
  expect(new Set(keys).size).toBe(1);
  expect(machine("w1").host.text("/etc/kubernetes/pki/ca.key")).toBe(null);
  await expectFinished(network, fleetFile(all), all);
});

test("what drifted is shown by a plan and repaired by an apply: an edited manifest, a changed mode, a deleted ClusterRole, a stopped kubelet, a missing label, a taint that was taken away", {
  timeout: 60_000,
}, async () => {
  const manifest = "/etc/kubernetes/manifests/kube-scheduler.yaml";
  const before = machine("cp2").host.text(manifest) ?? "";
  machine("cp2").grow(manifest, before.replace("--leader-elect=true", "--leader-elect=false"), 0o600);
  machine("cp3").grow(
    "/etc/kubernetes/pki/ca.key",
    machine("cp3").host.text("/etc/kubernetes/pki/ca.key") ?? "",
    0o644,
  );
  const [store] = network.stores.values();
  store?.objects.delete(
    { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "kubeadm:get-nodes" },
    false,
  );
  await machine("w1").host.run({ argv: ["systemctl", "stop", "kubelet.service"] });
  const ref = { apiVersion: "v1", kind: "Node", name: "cp1" };
  const node = store?.objects.get(ref);
  if (node != null) store?.objects.put({ ...node, metadata: { ...node.metadata, labels: {} } });
  const tainted = store?.objects.get({ ...ref, name: "cp2" });
  if (tainted != null) store?.objects.put({ ...tainted, spec: { taints: [] } });
  const plan = await applyFrom(network, fleetFile(all), { mode: "plan" });
  const wanted = [
    "cp1 node node-marks",
    "cp2 node node-marks",
    "cp2 control-plane/scheduler kube-scheduler-manifest",
    "cp3 modes modes",
    "cluster lab bootstrap-token cluster-info",
    "w1 kubelet-start kubelet-service",
  ];
  expect(changes(plan).filter((text) => !text.includes("healthy"))).toEqual(expect.arrayContaining(wanted));
  expect(plan.effects).toEqual([]);
  await expectFinished(network, fleetFile(all), all);
  expect(machine("cp2").host.text(manifest)).toBe(before);
});

test("a change of the ClusterConfiguration is refused with a plain word, and so is what a living cluster cannot change", async () => {
  const args = "apiServer: {extraArgs: [{name: v, value: '4'}]}\n";
  const changed = await applyFrom(network, fleetFile(all, { ClusterConfiguration: args }));
  expect(changed.error).toMatchObject({ code: "CLUSTER_CHANGE_UNSUPPORTED" });
  const moved = await applyFrom(network, fleetFile(all).replace("10.244.0.0/16", "10.245.0.0/16"));
  expect(moved.error).toMatchObject({ code: "CLUSTER_FIXED" });
  const renamed = await applyFrom(network, fleetFile(all).replace("name: lab", "name: other"));
  expect(renamed.error).toMatchObject({ code: "CLUSTER_OTHER" });
  const upgraded = await applyFrom(network, fleetFile(all).replace("v1.36.3", "v1.36.4"));
  expect(upgraded.error).toMatchObject({ code: "VERSION_DIFFERS" });
  expect([changed, moved, renamed, upgraded].flatMap(({ effects }) => effects)).toEqual([]);
});

test("a node that the file no longer names is told and stays; a control plane of the founding is refused", async () => {
  const fewer = await applyFrom(network, fleetFile(["cp1", "cp2", "cp3", "w1"]));
  const told = fewer.events.flatMap((event) => (event.type === "note" && event.phase === "nodes" ? [event.text] : []));
  expect(told).toEqual([expect.stringMatching(/^w2: in the cluster, but not in the file\./)]);
  const without = await applyFrom(network, fleetFile(["cp2", "cp3", "w1", "w2"]));
  expect(without.error).toMatchObject({ code: "NODE_REMOVAL_UNSUPPORTED", exitCode: 2 });
  expect([...fewer.effects, ...without.effects]).toEqual([]);
});

test("a file without a version means the cluster's own", async () => {
  const ran = await applyFrom(network, fleetFile(all).replace("kubernetesVersion: v1.36.3\n", ""));
  expect(troubles(ran)).toEqual([]);
  expect(ran.effects).toEqual([]);
});

test("a control plane that lost its disk is replaced in etcd, never started as new", { timeout: 60_000 }, async () => {
  const lost = machine("cp3");
  for (const path of [...lost.host.tree().keys()]) {
    if (/^\/(etc\/kubernetes|var\/lib\/(etcd|kubelet|kubewright))(\/|$)/.test(path)) {
      lost.host.files.place({ path, state: null });
    }
  }
  lost.host.files.sync();
  lost.boot();
  await expectFinished(network, fleetFile(all), all);
});
