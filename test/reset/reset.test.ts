import { describe, expect, test } from "vitest";
import { FakeEtcdRefusal } from "../support/fake-etcd-cluster.ts";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";
import { subjectsOf } from "../support/memory-machine/told.ts";

const input = initConfig;
const resetWords = ["reset", "--force"] as const;

/** Directories that kubeadm's reset leaves, empty, and what any Debian host has. */
const left = [
  "/etc/kubernetes directory",
  "/etc/kubernetes/manifests directory",
  "/etc/kubernetes/pki directory",
  "/etc/systemd directory",
  "/etc/systemd/system directory",
  "/var directory",
  "/var/lib directory",
  "/var/lib/etcd directory",
  "/var/lib/kubelet directory",
];

function pathsOf(machine: MemoryMachine): readonly string[] {
  const tree = [...machine.host.tree()].filter(([path]) => !/^\/(proc|sys|run|tmp|usr)/.test(path));
  return tree.map(([path, { type }]) => `${path} ${type}`);
}

/** Something is mounted at the path; `umount` takes away all mounts of a path at once, as one of two that share their peers does. */
function mount({ host }: MemoryMachine, path: string): void {
  const table = "/proc/self/mountinfo";
  host.put(table, `${host.text(table)}23 22 0:50 / ${path} rw - nfs4 nas:/data rw\n`);
  host.on("umount", ({ argv }) => {
    const lines = (host.text(table) ?? "").split("\n");
    const left = lines.filter((line) => !line.includes(` ${argv.at(-1)} `));
    if (left.length === lines.length) return { code: 32, stdout: "", stderr: "umount: not mounted.\n" };
    host.put(table, left.join("\n"));
    return "";
  });
}

/** What is there that was not there before. */
function remains(machine: MemoryMachine, before: readonly string[]): readonly string[] {
  return pathsOf(machine).filter((line) => !before.includes(line));
}

describe("reset", () => {
  test("of a founded control plane leaves the blank host that kubeadm's reset leaves", async () => {
    const { cp1 } = blankMachines();
    const before = pathsOf(cp1);
    await kubewright(cp1, initWords, { input });
    const ran = await kubewright(cp1, resetWords);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(remains(cp1, before)).toEqual(left);
    expect([
      cp1.cri.sandboxes.size,
      cp1.unit("kubelet.service")?.running,
      cp1.unit("kubelet.service")?.enabled,
    ]).toEqual([0, false, false]);
    const again = await kubewright(cp1, resetWords);
    expect([again.code, again.effects]).toEqual([0, []]);
    const anew = await kubewright(cp1, initWords, { input });
    expect([anew.code, anew.err]).toEqual([0, ""]);
    expect(cp1.network.stores.size).toBe(2);
  });

  test.each([1, 9, 25, 40, 52, 70])(
    "of a host on which init was cut off after %i effects leaves nothing of it",
    async (cutAfter) => {
      const { cp1 } = blankMachines();
      const before = pathsOf(cp1);
      await kubewright(cp1, initWords, { input, cutAfter });
      cp1.boot();
      const ran = await kubewright(cp1, resetWords);
      expect([ran.code, ran.err]).toEqual([0, ""]);
      expect(remains(cp1, before).filter((line) => !left.includes(line))).toEqual([]);
    },
  );

  test("with a torn ledger takes away what kubeadm's reset knows, and says what it does not know", async () => {
    const { cp1 } = await madeCluster();
    cp1.host.put("/var/lib/kubewright/ledger.json", "{");
    const ran = await kubewright(cp1, resetWords);
    expect(ran.code).toBe(0);
    expect(ran.out + ran.err).toContain("/var/lib/kubewright/ledger.json cannot be read");
    expect(
      pathsOf(cp1).filter((line) => /^\/(etc\/kubernetes|var\/lib\/(kubewright|etcd))\/.+ file/.test(line)),
    ).toEqual([]);
  });

  test("of nodes that joined leaves blank hosts too", async () => {
    const { cp2, w1, joinWords, joinControlPlaneWords } = await madeCluster();
    const before = [pathsOf(cp2), pathsOf(w1)];
    await kubewright(cp2, joinControlPlaneWords);
    await kubewright(w1, joinWords);
    for (const [index, machine] of [cp2, w1].entries()) {
      const ran = await kubewright(machine, resetWords);
      expect([ran.code, ran.err]).toEqual([0, ""]);
      expect(remains(machine, before[index] ?? []).filter((line) => !left.includes(line))).toEqual([]);
    }
  });

  test("leaves the unit of a kubelet that a package brought, enabled as it was", async () => {
    const { cp1 } = blankMachines();
    const unit = "/usr/lib/systemd/system/kubelet.service";
    cp1.host.put(unit, "[Service]\nExecStart=/usr/bin/kubelet\n");
    const init = await kubewright(cp1, initWords, { input });
    expect([init.code, init.err]).toEqual([0, ""]);
    expect(cp1.host.text("/etc/systemd/system/kubelet.service")).toBe(null);
    const ran = await kubewright(cp1, resetWords);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(cp1.host.text(unit)).not.toBe(null);
    expect([cp1.unit("kubelet.service")?.running, cp1.unit("kubelet.service")?.enabled]).toEqual([false, true]);
  });

  test("of a blank host changes nothing", async () => {
    const { cp1 } = blankMachines();
    const ran = await kubewright(cp1, resetWords);
    expect([ran.code, ran.err, ran.effects]).toEqual([0, "", []]);
    expect(ran.out).toContain("Nothing to take away");
  });

  test("shown beforehand changes nothing and names what goes", async () => {
    const { cp1 } = await madeCluster();
    const before = cp1.host.tree();
    const plan = await kubewright(cp1, ["reset", "--dry-run"]);
    expect([plan.code, plan.err, plan.effects]).toEqual([0, "", []]);
    expect(cp1.host.tree()).toEqual(before);
    expect(cp1.apiServer).not.toBe(null);
    for (const path of ["/etc/kubernetes/admin.conf", "/etc/kubernetes/pki/ca.key", "/var/lib/etcd/member"]) {
      expect(plan.out).toContain(path);
    }
  });

  test("does what it showed beforehand", async () => {
    const { cp2, joinControlPlaneWords } = await madeCluster();
    await kubewright(cp2, joinControlPlaneWords);
    const plan = await kubewright(cp2, ["reset", "--dry-run", "-o", "json"]);
    const run = await kubewright(cp2, [...resetWords, "-o", "json"]);
    expect(subjectsOf(run).length).toBeGreaterThan(35);
    expect(subjectsOf(plan)).toEqual(subjectsOf(run));
  });

  test("leaves what is not on its list", async () => {
    const { cp1 } = await madeCluster();
    const others = [
      "/etc/kubernetes/audit-policy.yaml",
      "/etc/cni/net.d/10-flannel.conflist",
      "/etc/systemd/system/kubelet.service.d/20-mine.conf",
      "/root/.kube/config",
      "/var/lib/kubelet.old/config.yaml",
    ];
    for (const path of others) cp1.host.put(path, "an administrator's");
    const ran = await kubewright(cp1, resetWords);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    for (const path of others) expect(cp1.host.text(path), path).toBe("an administrator's");
  });

  test("unmounts volumes below the directory that the kubelet's own is a link to, before it empties it", async () => {
    const { cp1 } = await madeCluster();
    const volume = "/data/kubelet/pods/1/volumes/nfs";
    for (const [path, state] of cp1.host.tree()) {
      if (!path.startsWith("/var/lib/kubelet/")) continue;
      cp1.host.files.place({ path: path.replace("/var/lib/kubelet", "/data/kubelet"), state });
    }
    cp1.host.files.place({ path: "/var/lib/kubelet", state: null });
    cp1.host.files.place({ path: "/var/lib/kubelet", state: { type: "symlink", target: "/data/kubelet" } });
    mount(cp1, volume);
    const ran = await kubewright(cp1, resetWords);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(ran.effects.filter((effect) => effect.includes("umount"))).toEqual([`run umount -- ${volume}`]);
  });

  test("takes two mounts of one path that go together for what they are, and one that is busy for a failure", async () => {
    const { cp1 } = await madeCluster();
    const [shared, busy] = ["/var/lib/kubelet/pods/1/shared", "/var/lib/kubelet/pods/1/busy"];
    mount(cp1, busy);
    mount(cp1, shared);
    mount(cp1, shared);
    const words = { code: 32, stdout: "", stderr: `umount: ${busy}: target is busy.\n` };
    cp1.host.on(`umount -- ${busy}`, () => words);
    const refused = await kubewright(cp1, resetWords);
    expect(refused.code).toBe(5);
    expect(refused.err).toContain("target is busy");
    expect(refused.effects.filter((effect) => effect.includes("umount"))).toEqual([
      `run umount -- ${shared}`,
      `run umount -- ${shared}`,
      `run umount -- ${busy}`,
    ]);
    expect(refused.effects.filter((effect) => effect.startsWith("remove"))).toEqual([]);
  });

  test("goes on when the container runtime is stopped, and says what stays", async () => {
    const { cp1 } = await madeCluster();
    Object.assign(cp1.unit("containerd.service") ?? {}, { running: false });
    cp1.cri.dropConnections();
    const ran = await kubewright(cp1, [...resetWords, "--cri-socket", "unix:///run/containerd/containerd.sock"]);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(ran.out).toMatch(/container runtime does not answer/);
    expect(cp1.host.text("/etc/kubernetes/admin.conf")).toBe(null);
  });

  test("goes on when the runtime does not let a Pod go, and says which stays and why", async () => {
    const { cp1 } = await madeCluster();
    const words = 'failed to destroy network for sandbox: plugin type="calico" failed (delete): Unauthorized';
    cp1.cri.refusals.set("StopPodSandbox", { code: 2, message: words });
    const pods = cp1.cri.sandboxes.size;
    const ran = await kubewright(cp1, resetWords);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(ran.out.replace(/\s+/g, " ").split(words)).toHaveLength(pods + 1);
    expect(cp1.host.text("/etc/kubernetes/admin.conf")).toBe(null);
  });

  test("asks first, and a no changes nothing", async () => {
    const { cp1 } = await madeCluster();
    const refused = await kubewright(cp1, ["reset"], { answers: ["n"] });
    expect([refused.code, refused.effects]).toEqual([2, []]);
    const unasked = await kubewright(cp1, ["reset"]);
    expect([unasked.code, unasked.effects]).toEqual([2, []]);
    const agreed = await kubewright(cp1, ["reset"], { answers: ["y"] });
    expect([agreed.code, agreed.err]).toEqual([0, ""]);
  });

  test("refuses to leave etcd without a quorum before anything is touched, unless forced", async () => {
    const { cp1, cp2, cp3, joinControlPlaneWords } = await madeCluster();
    await kubewright(cp2, joinControlPlaneWords);
    await kubewright(cp3, joinControlPlaneWords);
    cp3.isOn = false;
    cp1.network.settle();
    const before = cp2.host.tree();
    const refused = await kubewright(cp2, ["reset"], { answers: ["y"] });
    expect(refused.code).toBe(5);
    expect(refused.err).toContain("ETCD_QUORUM");
    expect(refused.effects).toEqual([]);
    expect(cp2.host.tree()).toEqual(before);
    const forced = await kubewright(cp2, resetWords);
    expect([forced.code, forced.err]).toEqual([0, ""]);
  });

  test("goes on with --force when etcd never lets its member go, and says that it stays in etcd's list", async () => {
    const { cp1, cp2, joinControlPlaneWords } = await madeCluster();
    await kubewright(cp2, joinControlPlaneWords);
    const [store] = [...cp1.network.stores.values()];
    const call = store?.etcd.call.bind(store.etcd);
    Object.assign(store?.etcd ?? {}, {
      call: (path: string, body: Record<string, unknown>) => {
        if (path.endsWith("/remove")) throw new FakeEtcdRefusal(7, "etcdserver: permission denied");
        return call?.(path, body);
      },
    });
    const forced = await kubewright(cp2, resetWords);
    expect([forced.code, forced.err]).toEqual([0, ""]);
    expect(forced.out.replace(/\s+/g, " ")).toMatch(
      /permission denied\). Going on because of --force;.*etcdctl member remove ID/,
    );
    expect(cp2.host.text("/etc/kubernetes/admin.conf")).toBe(null);
    expect(store?.etcd.members.map(({ name }) => name)).toEqual(["cp1", "cp2"]);
  });

  test("goes on when the API server does not let the Node go, and says that it stays", async () => {
    const { cp1, cp2, joinControlPlaneWords } = await madeCluster();
    await kubewright(cp2, joinControlPlaneWords);
    const body = JSON.stringify({ kind: "Status", reason: "Forbidden", message: "a webhook denied the request" });
    for (const { apiServer } of [cp1, cp2]) apiServer?.disturb({ match: /^DELETE/, status: 403, body, times: 9 });
    const ran = await kubewright(cp2, resetWords);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(ran.out.replace(/\s+/g, " ")).toContain(
      "Node cp2 stays in the cluster (KUBE_FORBIDDEN: a webhook denied the request). Delete it with: kubectl delete node cp2",
    );
    const [store] = [...cp1.network.stores.values()];
    expect(store?.etcd.members.map(({ name }) => name)).toEqual(["cp1"]);
  });

  test("takes a Node that waits for its finalizers for gone", async () => {
    const { cp1, cp2, joinControlPlaneWords } = await madeCluster();
    await kubewright(cp2, joinControlPlaneWords);
    const [store] = [...cp1.network.stores.values()];
    const node = store?.objects.get({ apiVersion: "v1", kind: "Node", name: "cp2" });
    const metadata = { ...node?.metadata, name: "cp2", deletionTimestamp: "2026-11-21T14:27:00Z" };
    for (const { apiServer } of [cp1, cp2])
      apiServer?.disturb({
        match: /^GET .*\/nodes\/cp2/,
        status: 200,
        body: JSON.stringify({ ...node, metadata }),
        times: 9,
      });
    const ran = await kubewright(cp2, resetWords);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(ran.out).not.toContain("delete Node");
    expect(store?.objects.all("v1", "Node").map(({ metadata }) => metadata.name)).toContain("cp2");
  });

  test("reads nobody's name in a kubelet's certificate that a power cut has torn, and goes on", async () => {
    const { cp2, joinControlPlaneWords } = await madeCluster();
    await kubewright(cp2, joinControlPlaneWords);
    const torn = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    for (const [path] of cp2.host.tree()) if (path.includes("kubelet-client-2")) cp2.host.put(path, torn);
    const ran = await kubewright(cp2, resetWords);
    expect([ran.code, ran.err]).toEqual([0, ""]);
  });

  test("refuses on one of three control planes while the others are away, unless forced", async () => {
    const { cp1, cp2, cp3, joinControlPlaneWords } = await madeCluster();
    await kubewright(cp2, joinControlPlaneWords);
    await kubewright(cp3, joinControlPlaneWords);
    cp1.isOn = false;
    cp3.isOn = false;
    for (const { etcd } of cp1.network.stores.values()) etcd.hasQuorum = false;
    cp1.network.settle();
    const refused = await kubewright(cp2, ["reset"], { answers: ["y"] });
    expect(refused.err.replace(/\s+/g, " ")).toContain("of 3 members 1 answer.");
    expect([refused.code, refused.effects]).toEqual([5, []]);
  });

  test("waits for an etcd that has not been with all its members for long enough", async () => {
    const { cp1, cp2, joinControlPlaneWords } = await madeCluster();
    await kubewright(cp2, joinControlPlaneWords);
    const [store] = [...cp1.network.stores.values()];
    if (store !== undefined) store.etcd.unsettled = 2;
    const ran = await kubewright(cp2, resetWords);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(store?.etcd.members.map(({ name }) => name)).toEqual(["cp1"]);
  });

  test("takes a control plane whose own etcd does not answer out of the cluster through the others", async () => {
    const { cp1, cp2, joinControlPlaneWords } = await madeCluster();
    await kubewright(cp2, joinControlPlaneWords);
    cp2.silence(2379);
    const ran = await kubewright(cp2, resetWords);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    const [store] = [...cp1.network.stores.values()];
    expect(store?.etcd.members.map(({ name }) => name)).toEqual(["cp1"]);
    expect(store?.objects.all("v1", "Node").map((node) => node.metadata.name)).toEqual(["cp1"]);
  });

  test("finds the certificates where the API server's manifest has them, and takes them away", async () => {
    const { cp1 } = blankMachines();
    const elsewhere = input.replace(
      "kind: ClusterConfiguration",
      "kind: ClusterConfiguration\ncertificatesDir: /srv/k8s/pki",
    );
    const made = await kubewright(cp1, initWords, { input: elsewhere });
    expect([made.code, cp1.host.text("/srv/k8s/pki/ca.crt") === null]).toEqual([0, false]);
    cp1.host.put("/srv/k8s/pki/issued-by-hand.key", "of kubeadm, or an administrator's");
    const ran = await kubewright(cp1, ["reset", "--force"]);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect(ran.out).not.toContain("certificates to talk to etcd are gone");
    expect(pathsOf(cp1).filter((line) => line.startsWith("/srv/k8s/pki/"))).toEqual([]);
  });

  test("takes a control plane out of the cluster: its node, its etcd member, and no other", async () => {
    const { cp1, cp2, joinControlPlaneWords } = await madeCluster();
    await kubewright(cp2, joinControlPlaneWords);
    await kubewright(cp2, resetWords);
    const [store] = [...cp1.network.stores.values()];
    expect(store?.etcd.members.map(({ name }) => name)).toEqual(["cp1"]);
    expect(store?.objects.all("v1", "Node").map((node) => node.metadata.name)).toEqual(["cp1"]);
    const back = await kubewright(cp2, joinControlPlaneWords);
    expect([back.code, back.err]).toEqual([0, ""]);
  });
});
