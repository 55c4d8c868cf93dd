import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { etcdNames } from "../../lab/cluster/etcd-members.ts";
import { kubectl } from "../../lab/cluster/kubectl.ts";
import { proxyReady } from "../../lab/cluster/waits.ts";
import type { LabHost } from "../../lab/host/lab-host.ts";
import { until } from "../../lab/wait.ts";
import { freshHosts, kubeadmInit, kubewright, outputOf } from "./support/kubewright-hosts.ts";
import { labFor } from "./support/lab-name.ts";
import { contentOf, treeOf } from "./support/tree.ts";

const lab = labFor("reset");
const init = "init --config /root/kubeadm.yaml";
/** Where both programs write. */
const places = ["/etc/kubernetes", "/var/lib/kubelet", "/var/lib/etcd", "/etc/cni", "/etc/systemd/system"];
const network = "/etc/cni/net.d/10-foreign.conflist";
let ours: LabHost;
let theirs: LabHost;

beforeAll(async () => {
  [ours, theirs] = (await freshHosts(lab, ["cp1", "cp2"])) as [LabHost, LabHost];
  const made = await Promise.all([kubewright(ours, init), kubeadmInit(theirs)]);
  expect(made[0].code, outputOf(made[0])).toBe(0);
  // A Pod that starts in the very moment of kubeadm's reset survives it.
  await Promise.all([ours, theirs].map((host) => proxyReady(host)));
  await Promise.all([ours, theirs].map((host) => host.write("/etc/kubernetes/notes.txt", "kept")));
  await Promise.all(
    [ours, theirs].map((host) => host.write(network, '{"cniVersion":"1.0.0","name":"foreign","plugins":[]}')),
  );
});
afterAll(() => lab.down());

/** Containers, the kubelet's mounts and the kubelet itself. */
function remains(host: LabHost): Promise<string> {
  return host.must(
    `ctr -n k8s.io containers list -q 2>/dev/null; grep -o ' /var/lib/kubelet/[^ ]*' /proc/mounts; pgrep -a '^(kubelet|etcd|kube-)'; true`,
  );
}

describe("reset without --force", () => {
  it("changes nothing where nobody can be asked, says how to go on and ends with 2", async () => {
    const before = await contentOf(ours, ["/etc/kubernetes"]);
    const result = await kubewright(ours, "reset", { stdin: "" });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain("kubewright reset --force");
    expect(await contentOf(ours, ["/etc/kubernetes"])).toEqual(before);
  });

  it("only shows what would go when it is a dry run", async () => {
    const before = await contentOf(ours, ["/etc/kubernetes"]);
    const result = await kubewright(ours, "reset --dry-run");
    expect(result.code, outputOf(result)).toBe(0);
    expect(result.stdout).toContain("- /etc/kubernetes/admin.conf");
    expect(await contentOf(ours, ["/etc/kubernetes"])).toEqual(before);
    await kubectl(ours, ["get", "--raw=/livez"]);
  });
});

describe("each reset on the other's host", () => {
  it("kubeadm's cleans ours and kubewright's cleans kubeadm's, and both leave the same", async () => {
    const [kubewrights] = await Promise.all([
      kubewright(theirs, "reset --force"),
      ours.must("kubeadm reset --force", { timeoutMs: 400_000 }),
    ]);
    expect(kubewrights.code, outputOf(kubewrights)).toBe(0);
    expect(await remains(theirs)).toBe("");
    // On a busy machine kubeadm leaves containers that did not stop in time, and warns; a second reset takes them.
    if ((await remains(ours)) !== "") await ours.must("kubeadm reset --force", { timeoutMs: 400_000 });
    expect(await remains(ours)).toBe("");
    const left = await leftOn(theirs);
    expect(left).toEqual(await leftOn(ours));
    expect(left.join("\n")).toContain("/etc/kubernetes/notes.txt");
    expect(left.join("\n")).toContain(network);
  }, 600_000);

  it("ours finds nothing to take away the second time, and ends with 0", async () => {
    const again = await kubewright(theirs, "reset --force");
    expect(again.code, outputOf(again)).toBe(0);
    expect(again.stdout).toContain("Nothing to take away");
  });
});

describe("after kubeadm's reset", () => {
  it("init founds a new cluster, with a token of its own", async () => {
    const result = await kubewright(ours, init);
    expect(result.code, outputOf(result)).toBe(0);
    const [token] = /[a-z0-9]{6}\.[a-z0-9]{16}/.exec(result.stdout) ?? [];
    expect(await ours.must("kubeadm token list")).toContain(token);
    expect(await etcdNames(ours)).toEqual(["cp1"]);
  }, 600_000);

  it("our reset takes all of it, and its own notes", async () => {
    const result = await kubewright(ours, "reset --force");
    expect(result.code, outputOf(result)).toBe(0);
    expect(await remains(ours)).toBe("");
    expect(await leftOn(ours)).toEqual(await leftOn(theirs));
    expect(await treeOf(ours, ["/var/lib/kubewright"])).toHaveLength(await directoriesOf(ours, "/var/lib/kubewright"));
  }, 600_000);
});

describe("a half-made host", () => {
  it("is cleaned as far as it can be while containerd is stopped, and whole when it runs again; then init works", async () => {
    const started = await theirs.start(["kubewright", ...init.split(" ")], { timeoutMs: 600_000 });
    const containers = async () => (await theirs.must("ctr -n k8s.io containers list -q")) !== "";
    await until("the first containers are there", containers, { deadlineMs: 300_000, everyMs: 20 });
    await started.kill("SIGKILL");
    await started.done;
    await theirs.must("systemctl stop containerd");
    const half = await kubewright(theirs, "reset --force");
    expect(half.code, outputOf(half)).toBe(0);
    expect(outputOf(half)).toMatch(/container runtime does not answer/);
    expect(await treeOf(theirs, ["/etc/kubernetes/manifests", "/etc/kubernetes/pki"])).toHaveLength(2);
    await theirs.must("systemctl start containerd");
    const whole = await kubewright(theirs, "reset --force");
    expect(whole.code, outputOf(whole)).toBe(0);
    expect(await remains(theirs)).toBe("");
    const again = await kubewright(theirs, init);
    expect(again.code, outputOf(again)).toBe(0);
  }, 900_000);
});

/**
 * What a reset left. /var/lib/etcd and /var/lib/kubelet have mode 0700 from us also where they were there before;
 * kubeadm leaves their mode alone.
 */
async function leftOn(host: LabHost): Promise<readonly string[]> {
  const lines = await treeOf(host, places);
  return lines.map((line) => line.replace(/^d 7[05][05] (\S+ \/var\/lib\/(etcd|kubelet))$/, "d 7.. $1")).sort();
}

async function directoriesOf(host: LabHost, path: string): Promise<number> {
  return (await treeOf(host, [path])).filter((line) => line.startsWith("d ")).length;
}
