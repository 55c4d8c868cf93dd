import { readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { etcdNames } from "../../lab/cluster/etcd-members.ts";
import { kubectl } from "../../lab/cluster/kubectl.ts";
import { buildProduct } from "../../lab/cluster/product.ts";
import { applyFlannel, nodesReady } from "../../lab/cluster/waits.ts";
import { clusterFileFor } from "../../lab/cluster-file.ts";
import type { LabHost } from "../../lab/host/lab-host.ts";
import { labFor } from "./support/lab-name.ts";
import { type Ended, kubewrightHere } from "./support/operator.ts";

const lab = labFor("apply");
const names = ["cp1", "cp2", "cp3", "w1", "w2"];
let hosts: readonly LabHost[];
let cp1: LabHost;
let file: string;
let founding: Ended;

const apply = (): Promise<Ended> => kubewrightHere(["apply", "-f", file]);
const told = ({ stdout, stderr }: Ended): string => `${stdout}\n${stderr}`;
const onCas = "sha256sum /etc/kubernetes/pki/ca.crt /etc/kubernetes/pki/ca.key /etc/kubernetes/pki/sa.key";

beforeAll(async () => {
  await Promise.all([buildProduct(), lab.down()]);
  hosts = await lab.up(names);
  cp1 = lab.host("cp1");
  file = await clusterFileFor(hosts);
}, 600_000);
afterAll(() => lab.down());

describe("apply founds three control planes and two workers over SSH", () => {
  it("goes on after the operator's process was killed in the middle of the founding", {
    timeout: 600_000,
  }, async () => {
    const killed = await kubewrightHere(["apply", "-f", file], { killAfterMs: 4_000 });
    expect(killed.code, told(killed)).toBe(null);
    founding = await apply();
    console.log(`founding, second try: ${founding.tookMs} ms`);
    expect(founding.code, told(founding)).toBe(0);
    const nodes = await kubectl(cp1, ["get", "nodes", "-o=jsonpath={.items[*].metadata.name}"]);
    expect(nodes.split(" ").sort()).toEqual(names);
    expect(await etcdNames(cp1)).toEqual(["cp1", "cp2", "cp3"]);
  });

  it("gave all control planes the same authorities, and the workers none of their keys", async () => {
    const sums = await Promise.all(["cp1", "cp2", "cp3"].map((name) => lab.host(name).must(onCas)));
    expect(new Set(sums).size).toBe(1);
    expect((await lab.host("w1").exec("find / -xdev -name 'ca.key' -path '*kubernetes*'")).stdout).toBe("");
  });

  it("shows no key, and leaves none in the hosts' journals", async () => {
    expect(told(founding)).not.toContain("PRIVATE KEY");
    for (const host of hosts) expect((await host.exec("journalctl | grep -c 'PRIVATE KEY'")).stdout.trim()).toBe("0");
  });

  it("has nothing to do the second time", { timeout: 120_000 }, async () => {
    const second = await apply();
    console.log(`second apply: ${second.tookMs} ms`);
    expect(second.code, told(second)).toBe(0);
    expect(second.stdout).toContain("Nothing to change");
    expect(second.stdout).not.toMatch(/\d (file|object|command|call)s?[,)]/);
  });

  it("reaches the cluster at its address where no sshd forwards a connection", { timeout: 120_000 }, async () => {
    const settings = "/etc/ssh/sshd_config.d/50-no-forwarding.conf";
    for (const host of hosts) {
      await host.write(settings, "AllowTcpForwarding no\nAllowStreamLocalForwarding no\n");
      await host.must("systemctl reload ssh");
    }
    const ran = await apply();
    expect(ran.code, told(ran)).toBe(0);
    expect(ran.stdout).toContain("Nothing to change");
    for (const host of hosts) await host.must(`rm ${settings} && systemctl reload ssh`);
  });

  it("made nodes that become Ready with a network, and status says so", { timeout: 600_000 }, async () => {
    await applyFlannel(cp1);
    await nodesReady(cp1, names.length);
    const status = await kubewrightHere(["status", "-f", file]);
    expect(status.code, told(status)).toBe(0);
    expect(status.stdout).toContain("Cluster lab is well");
  });
});

describe("kubeconfig admin", () => {
  it("prints what administers the cluster, and merges it into a kubeconfig that is its owner's alone then", async () => {
    const printed = await kubewrightHere(["kubeconfig", "admin", "-f", file]);
    expect(printed.code, printed.stderr).toBe(0);
    expect(printed.stdout).toBe(await cp1.must("cat /etc/kubernetes/admin.conf"));
    const path = join(dirname(file), "config");
    await writeFile(path, "apiVersion: v1\nkind: Config\nusers: [{name: me, user: {}}]\n", { mode: 0o644 });
    const merge = await kubewrightHere(["kubeconfig", "admin", "-f", file, "--merge"], { env: { KUBECONFIG: path } });
    expect(merge.code, told(merge)).toBe(0);
    expect(merge.stdout).toContain("has the context lab");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await cp1.write("/root/merged.conf", await readFile(path, "utf8"), 0o600);
    const nodes = await cp1.must("kubectl --kubeconfig /root/merged.conf --context lab get nodes -o name");
    expect(nodes.trim().split("\n")).toEqual(names.map((name) => `node/${name}`));
    expect(await readFile(path, "utf8")).toContain("name: me");
  });
});

describe("later runs", () => {
  it("repair what drifted, whoever is away meanwhile, and name that one", { timeout: 600_000 }, async () => {
    await lab.crash("w2");
    await lab.host("w1").must("systemctl stop kubelet");
    await lab
      .host("cp2")
      .must("sed -i 's/--leader-elect=true/--leader-elect=false/' /etc/kubernetes/manifests/kube-scheduler.yaml");
    await kubectl(cp1, ["delete", "clusterrole", "kubeadm:get-nodes"]);
    const ran = await apply();
    expect(ran.code, told(ran)).toBe(5);
    expect(ran.stderr).toContain("Not finished: w2.");
    expect(await lab.host("w1").must("systemctl is-active kubelet")).toBe("active\n");
    expect(await lab.host("cp2").must("cat /etc/kubernetes/manifests/kube-scheduler.yaml")).toContain(
      "--leader-elect=true",
    );
    await kubectl(cp1, ["get", "clusterrole", "kubeadm:get-nodes"]);
    await lab.boot("w2");
    const again = await apply();
    expect(again.code, told(again)).toBe(0);
    await nodesReady(cp1, names.length);
  });

  it("a worker whose kubelet dies again and again is named with its cause, by apply and by status", {
    timeout: 600_000,
  }, async () => {
    const w1 = lab.host("w1");
    const dropIn = "/run/systemd/system/kubelet.service.d/99-broken.conf";
    const lines = "[Service]\\nRestartSec=1\\nEnvironment=KUBELET_EXTRA_ARGS=--no-such-flag\\n";
    await w1.must(`mkdir -p $(dirname ${dropIn}) && printf '${lines}' >${dropIn}
systemctl daemon-reload && systemctl restart kubelet
until [ "$(systemctl show -P NRestarts kubelet)" -ge 2 ] && journalctl -qu kubelet | grep -q no-such-flag; do sleep 0.2; done`);
    const ran = await apply();
    expect(ran.code, told(ran)).toBe(5);
    expect(ran.stderr).toMatch(/\(KUBELET_(FLAG_UNKNOWN|FAILED)\)/);
    expect(ran.stderr).toContain("Not finished: w1.");
    const status = await kubewrightHere(["status", "-f", file]);
    expect(status.code, told(status)).toBe(5);
    expect(status.stdout).toMatch(/✘ w1: The kubelet does not /);
    await w1.must(`rm ${dropIn} && systemctl daemon-reload && systemctl restart kubelet`);
    const again = await apply();
    expect(again.code, told(again)).toBe(0);
    await nodesReady(cp1, names.length);
  });

  it("a worker that real kubeadm joins is taken for what it is", { timeout: 600_000 }, async () => {
    const [w3] = await lab.up(["w3"]);
    const command = await cp1.must("kubeadm token create --print-join-command");
    await w3?.must(`${command.trim()} --ignore-preflight-errors=SystemVerification`, { timeoutMs: 300_000 });
    await nodesReady(cp1, names.length + 1);
    const again = await apply();
    expect(again.code, told(again)).toBe(0);
    expect(again.stdout).toContain("Nothing to change");
  });

  it("reset takes all of it away", { timeout: 300_000 }, async () => {
    const ran = await kubewrightHere(["reset", "-f", file, "--force"]);
    expect(ran.code, told(ran)).toBe(0);
    for (const host of hosts)
      expect((await host.exec("find /etc/kubernetes /var/lib/kubewright -type f")).stdout.trim()).toBe("");
  });
});
