import { beforeEach, describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/engine/event.ts";
import { type MadeCluster, madeCluster } from "../support/memory-machine/made-cluster.ts";
import { joinOverSsh, type SshJoined } from "../support/memory-machine/ssh-joiner.ts";
import { membersOf } from "./support.ts";

let machines: MadeCluster;
beforeEach(async () => {
  machines = await madeCluster();
});

function troubles({ outcome, error }: SshJoined): readonly string[] {
  if (outcome === null) return [String(error)];
  const errors = outcome.ends.flatMap((end) => ("errors" in end ? end.errors : []));
  return [...errors, ...outcome.closed.map((closed) => closed.error)].map(
    (each) => `${each.node} ${each.code}: ${each.what} ${each.why ?? ""}`,
  );
}

const refused = ({ outcome }: SshJoined): readonly string[] =>
  (outcome?.closed ?? []).map(({ node, error }) => `${node.name} ${error.code}`);
const asControlPlane = { flags: { "control-plane": true } } as const;

describe("join --ssh", { timeout: 120_000 }, () => {
  test("joins workers and a control plane of a cluster that init made, shows no key, and has nothing to do the second time", async () => {
    const { cp1, cp2, w1 } = machines;
    const workers = await joinOverSsh(cp1, ["root@w1"]);
    const controlPlane = await joinOverSsh(cp1, ["10.77.0.12"], asControlPlane);
    expect([...troubles(workers), ...troubles(controlPlane)]).toEqual([]);
    expect(membersOf(cp1.network)).toEqual({ etcd: ["cp1", "cp2"], nodes: ["cp1", "cp2", "w1"] });
    expect(w1.host.text("/etc/kubernetes/pki/ca.crt")).toBe(cp1.host.text("/etc/kubernetes/pki/ca.crt"));
    expect(w1.host.text("/etc/kubernetes/pki/ca.key")).toBe(null);
    expect(cp2.host.text("/etc/kubernetes/pki/ca.key")).toBe(cp1.host.text("/etc/kubernetes/pki/ca.key"));
    expect(JSON.stringify([workers.events, controlPlane.events])).not.toContain("PRIVATE KEY");
    const again = await joinOverSsh(cp1, ["w1"]);
    expect([troubles(again), again.effects]).toEqual([[], []]);
    const once = await joinOverSsh(cp1, ["cp2"], asControlPlane);
    expect([troubles(once), once.effects]).toEqual([[], []]);
  });

  test("with --dry-run shows what it would do, and touches nothing", async () => {
    const { cp1 } = machines;
    const ran = await joinOverSsh(cp1, ["w1"], { flags: { "dry-run": true } });
    expect([troubles(ran), ran.effects]).toEqual([[], []]);
    const planned = ran.events.flatMap((event) => (event.type === "step-ended" ? event.changes : []));
    expect(planned.some((change) => change.kind === "file" && change.path === "/etc/kubernetes/kubelet.conf")).toBe(
      true,
    );
    expect(membersOf(cp1.network).nodes).toEqual(["cp1"]);
  });

  test("a machine that cannot be reached is named and keeps no other", async () => {
    const { cp1 } = machines;
    const ran = await joinOverSsh(cp1, ["root@nowhere", "root@w1"]);
    expect(refused(ran)).toEqual(["root@nowhere HOST_UNREACHABLE"]);
    expect(membersOf(cp1.network).nodes).toEqual(["cp1", "w1"]);
  });

  test("is refused where no control plane is, before anything is done", async () => {
    const { w1 } = machines;
    const ran = await joinOverSsh(w1, ["cp2"]);
    expect(ran.error).toMatchObject({ code: "SSH_JOIN_NOT_HERE", exitCode: 3 });
    expect(ran.effects).toEqual([]);
  });

  test("a machine that is lost between its login and its lock is told as failed and keeps no other, and the next join does it", async () => {
    const { cp1, cp2 } = machines;
    const hasConnected = (event: RunEvent) => event.type === "phase-ended" && event.phase === "connect";
    const ran = await joinOverSsh(cp1, ["cp2", "w1"], { lost: { name: "cp2", when: hasConnected } });
    expect(refused(ran)).toEqual(["cp2 HOST_CONNECTION_LOST"]);
    expect(ran.events).toContainEqual(expect.objectContaining({ type: "failed", host: "cp2", phase: "connect" }));
    expect(membersOf(cp1.network).nodes).toEqual(["cp1", "w1"]);
    cp2.boot();
    expect(troubles(await joinOverSsh(cp1, ["cp2", "w1"]))).toEqual([]);
    expect(membersOf(cp1.network).nodes).toEqual(["cp1", "cp2", "w1"]);
  });

  test("refuses a worker as a control plane, and a control plane where etcd runs elsewhere, untouched", async () => {
    const { cp1 } = machines;
    expect(troubles(await joinOverSsh(cp1, ["w1"]))).toEqual([]);
    const promoted = await joinOverSsh(cp1, ["w1"], asControlPlane);
    expect([refused(promoted), promoted.effects]).toEqual([["w1 WORKER_ALREADY"], []]);
    const [store] = cp1.network.stores.values();
    const map = store?.objects.get({
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace: "kube-system",
      name: "kubeadm-config",
    });
    const data = map?.["data"] as { readonly ClusterConfiguration: string };
    const elsewhere = data.ClusterConfiguration.replace(
      /^etcd:\n(?: .*\n)+/m,
      "etcd:\n  external:\n    endpoints: [https://10.0.0.9:2379]\n    caFile: /ca\n    certFile: /cert\n    keyFile: /key\n",
    );
    if (map == null) throw new Error("there is no kubeadm-config");
    store?.objects.put({ ...map, data: { ClusterConfiguration: elsewhere } });
    const external = await joinOverSsh(cp1, ["cp2"], asControlPlane);
    expect([refused(external), external.effects]).toEqual([["cp2 SSH_JOIN_EXTERNAL_ETCD"], []]);
  });

  test("refuses this host itself, a control plane as a worker, and the name or address of a node that is there", async () => {
    const { cp1, cp2, cp3, w1 } = machines;
    expect(troubles(await joinOverSsh(cp1, ["cp2"], asControlPlane))).toEqual([]);
    expect(refused(await joinOverSsh(cp1, ["cp1"]))).toEqual(["cp1 NODE_NAME_TAKEN"]);
    expect(refused(await joinOverSsh(cp1, ["cp2"]))).toEqual(["cp2 CONTROL_PLANE_ALREADY"]);
    cp3.host.put("/proc/sys/kernel/hostname", "cp2\n");
    w1.host.put("/proc/sys/kernel/hostname", "cp4\n");
    const [store] = cp1.network.stores.values();
    const ref = { apiVersion: "v1", kind: "Node", name: "cp2" };
    const node = store?.objects.get(ref);
    if (node == null) throw new Error("cp2 is no node");
    const addresses = [{ type: "InternalIP", address: w1.address }];
    store?.objects.put({ ...node, status: { conditions: [{ type: "Ready", status: "True" }], addresses } });
    const ran = await joinOverSsh(cp1, ["cp3", "w1"]);
    expect(refused(ran)).toEqual(["cp2 NODE_NAME_TAKEN", "cp4 NODE_ADDRESS_TAKEN"]);
    expect(ran.effects).toEqual([]);
    expect(cp2.host.text("/etc/kubernetes/kubelet.conf")).not.toBe(null);
  });

  test("one that is killed at any of a few effects is finished by the next", async () => {
    for (const killedAfter of [1, 5, 14, 22]) {
      const { cp1, cp2 } = await madeCluster();
      const killed = await joinOverSsh(cp1, ["cp2", "w1"], { ...asControlPlane, killedAfter });
      expect([killed.outcome, killed.error]).toEqual([null, null]);
      const again = await joinOverSsh(cp1, ["cp2", "w1"], asControlPlane);
      expect(troubles(again), `killed after ${killedAfter}`).toEqual([]);
      expect(membersOf(cp1.network)).toEqual({ etcd: ["cp1", "cp2", "w1"], nodes: ["cp1", "cp2", "w1"] });
      expect(cp2.host.text("/etc/kubernetes/pki/ca.key")).toBe(cp1.host.text("/etc/kubernetes/pki/ca.key"));
    }
  });
});
