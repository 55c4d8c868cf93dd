import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configuration } from "../../lab/cluster/configuration.ts";
import { configurationFile } from "../../lab/cluster/equip.ts";
import { etcdNames } from "../../lab/cluster/etcd-members.ts";
import { kubectl } from "../../lab/cluster/kubectl.ts";
import { applyFlannel, nodesReady } from "../../lab/cluster/waits.ts";
import type { LabHost } from "../../lab/host/lab-host.ts";
import { freshHosts, kubeadmInit, kubewright, outputOf } from "./support/kubewright-hosts.ts";
import { labFor } from "./support/lab-name.ts";
import { addOperator } from "./support/trouble-makers.ts";

const lab = labFor("ssh-join");
const password = "lab-Sudo-Passw0rd-77c1";
let cp1: LabHost;

/** What an administrator has on a control plane from which the other hosts are reached: a key, and the hosts' own keys. */
async function giveSsh(host: LabHost): Promise<void> {
  const { identityFile, knownHostsFile } = host.ssh;
  await host.write("/root/.ssh/id_ed25519", await readFile(identityFile, "utf8"), 0o600);
  await host.write("/root/.ssh/known_hosts", await readFile(knownHostsFile, "utf8"), 0o600);
}

const join = (words: string) => kubewright(cp1, `join --ssh ${words} --ignore-preflight-errors=SystemVerification`);

/** Other roads than SSH are not needed: the cluster is real kubeadm's own, and has no token of ours. */
beforeAll(async () => {
  await freshHosts(lab, ["cp1", "cp2", "w1", "w2"]);
  cp1 = lab.host("cp1");
  const endpoint = `controlPlaneEndpoint: ${cp1.address}:6443`;
  await cp1.write(configurationFile, await configuration({ ClusterConfiguration: endpoint }));
  await giveSsh(cp1);
  await kubeadmInit(cp1);
}, 600_000);
afterAll(() => lab.down());

describe("join --ssh on a control plane that real kubeadm made", () => {
  it("shows with --dry-run what it would do, and changes nothing", async () => {
    const plan = await join(`root@${lab.host("w1").address} --dry-run`);
    expect(plan.code, outputOf(plan)).toBe(0);
    expect(plan.stdout).toContain("/etc/kubernetes/kubelet.conf");
    expect((await lab.host("w1").exec("find /etc/kubernetes -type f")).stdout).toBe("");
  });

  it("joins two workers side by side, with nothing typed there and no token", async () => {
    const addresses = ["w1", "w2"].map((name) => `root@${lab.host(name).address}`);
    const ran = await join(addresses.join(" "));
    expect(ran.code, outputOf(ran)).toBe(0);
    expect(ran.stdout).toMatch(/Joined in \S+ s: w1, w2\./);
    expect(outputOf(ran)).not.toContain("PRIVATE KEY");
    const renewed = await lab.host("w1").must("cat /etc/kubernetes/kubelet.conf");
    expect(renewed).toContain("/var/lib/kubelet/pki/kubelet-client-current.pem");
  });

  it("joins a control plane, whose etcd member votes", async () => {
    const ran = await join(`root@${lab.host("cp2").address} --control-plane -o json`);
    expect(ran.code, outputOf(ran)).toBe(0);
    expect(JSON.parse(ran.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({ type: "result", joined: ["cp2"] });
    expect(await etcdNames(cp1)).toEqual(["cp1", "cp2"]);
    expect(await kubectl(lab.host("cp2"), ["get", "nodes", "--no-headers"])).toMatch(/^cp2 .*control-plane/m);
  });

  it("has nothing to do the second time, and all nodes become Ready with a network", async () => {
    const [workers, controlPlane] = [await join("root@w1 root@w2"), await join("root@cp2 --control-plane")];
    for (const again of [workers, controlPlane]) {
      expect(again.code, outputOf(again)).toBe(0);
      expect(again.stdout).toContain("Nothing to change");
    }
    await applyFlannel(cp1);
    await nodesReady(cp1, 4);
  });

  it("reaches a host as the flags say: another key, a login whose sudo wants a password, settings from a file", async () => {
    const w2 = lab.host("w2");
    const reset = await kubewright(w2, "reset --force");
    expect(reset.code, outputOf(reset)).toBe(0);
    await kubectl(cp1, ["delete", "node", "w2"]);
    await addOperator(w2, password);
    const registration =
      "ignorePreflightErrors: [SystemVerification], kubeletExtraArgs: [{name: node-labels, value: disk=ssd}]";
    const file = `apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\nnodeRegistration: {${registration}}\n`;
    await cp1.write("/root/join.yaml", file, 0o600);
    await cp1.write("/root/password", `${password}\n`, 0o600);
    await cp1.must("mv /root/.ssh/id_ed25519 /root/other-key");
    const flags = "--identity-file /root/other-key --sudo-password-file /root/password --config /root/join.yaml";
    const ran = await kubewright(cp1, `join --ssh ops@${w2.address} ${flags}`);
    expect(ran.code, outputOf(ran)).toBe(0);
    expect(outputOf(ran)).not.toContain(password);
    expect(await kubectl(cp1, ["get", "nodes", "-l", "disk=ssd", "-o", "name"])).toBe("node/w2\n");
    await cp1.must("mv /root/other-key /root/.ssh/id_ed25519");
  }, 300_000);

  it("refuses a worker as a control plane, and changes nothing", async () => {
    const ran = await join("root@w1 --control-plane");
    expect(ran.code, outputOf(ran)).toBe(3);
    expect(ran.stderr).toContain("(WORKER_ALREADY)");
    expect(await etcdNames(cp1)).toEqual(["cp1", "cp2"]);
  });

  it("refuses a host key that is not known, and says how to accept it", async () => {
    await cp1.write("/root/.ssh/known_hosts", "", 0o600);
    const ran = await join(`root@${lab.host("w1").address}`);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain("--accept-new-host-keys");
    const accepted = await join(`root@${lab.host("w1").address} --accept-new-host-keys`);
    expect(accepted.code, outputOf(accepted)).toBe(0);
  });
});
