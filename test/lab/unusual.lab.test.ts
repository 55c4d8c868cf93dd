import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificateKey, token } from "../../lab/cluster/configuration.ts";
import { configurationFile, equip } from "../../lab/cluster/equip.ts";
import { kubectl } from "../../lab/cluster/kubectl.ts";
import { buildProduct } from "../../lab/cluster/product.ts";
import { initCommand, joinCommand, type Role } from "../../lab/cluster/tool-commands.ts";
import type { LabHost } from "../../lab/host/lab-host.ts";
import { kubewright, outputOf } from "./support/kubewright-hosts.ts";
import { labFor } from "./support/lab-name.ts";

const lab = labFor("unusual");
const patient = { timeoutMs: 600_000 };
const pki = "/srv/pki of odd";
const data = "/srv/etcd data";
const endpoint = "api.odd.example.com";

/** All that kubeadm allows and nobody writes: names with blanks, another port, repeated arguments, other domains and keys. */
const unusual = (address: string) => `apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
certificateKey: ${certificateKey}
bootstrapTokens: [{token: ${token}, ttl: 0s, description: 'for "odd" hosts: ünïcode'}]
localAPIEndpoint: {advertiseAddress: ${address}, bindPort: 8443}
nodeRegistration:
  name: odd-node.example.com
  ignorePreflightErrors: [SystemVerification]
  taints: [{key: example.com/odd, value: "1", effect: NoExecute}]
  kubeletExtraArgs: [{name: node-labels, value: "example.com/zone=a,example.com/odd=true"}, {name: max-pods, value: "42"}]
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
clusterName: odd
kubernetesVersion: v1.36.3
certificatesDir: ${pki}
controlPlaneEndpoint: ${endpoint}:8443
encryptionAlgorithm: ECDSA-P384
certificateValidityPeriod: 2400h0m0s
networking: {podSubnet: 10.200.0.0/16, serviceSubnet: 172.30.0.0/16, dnsDomain: odd.local}
apiServer:
  certSANs: [192.0.2.7, "2001:db8::7", "*.wild.example.com"]
  extraArgs:
  - {name: audit-log-path, value: /var/log/kubernetes/audit.log}
  - {name: audit-policy-file, value: /etc/kubernetes/audit.yaml}
  - {name: service-account-issuer, value: "https://issuer.odd.example.com"}
  - {name: service-account-issuer, value: "https://kubernetes.default.svc.odd.local"}
  extraVolumes:
  - {name: audit-policy, hostPath: /etc/kubernetes/audit.yaml, mountPath: /etc/kubernetes/audit.yaml, readOnly: true, pathType: File}
  - {name: audit-log, hostPath: /var/log/kubernetes, mountPath: /var/log/kubernetes, pathType: DirectoryOrCreate}
  extraEnvs: [{name: GODEBUG, value: "x509sha1=0"}]
etcd:
  local: {dataDir: ${data}, serverCertSANs: [etcd.odd.example.com], extraArgs: [{name: quota-backend-bytes, value: "4294967296"}]}
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
conntrack: {maxPerCore: 0}
`;

beforeAll(async () => {
  await Promise.all([buildProduct(), lab.down()]);
  const hosts = await lab.up(["cp1", "cp2", "w1"]);
  const { address } = lab.host("cp1");
  await equip(hosts, unusual(address));
  for (const host of hosts) {
    await host.must(`echo ${address} ${endpoint} odd-node.example.com >>/etc/hosts`);
    await host.write(
      "/etc/kubernetes/audit.yaml",
      "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n",
    );
  }
});

afterAll(() => lab.down());

/** `join` at this cluster's port. */
const joinHere = (role: Role) =>
  joinCommand("kubewright", endpoint, role).map((word) => word.replace(":6443", ":8443"));

/** The names of etcd's members, by the certificates where this cluster has them. */
async function etcdNames(host: LabHost): Promise<readonly string[]> {
  const trust = [
    "--cacert",
    `${pki}/etcd/ca.crt`,
    "--cert",
    `${pki}/etcd/server.crt`,
    "--key",
    `${pki}/etcd/server.key`,
  ];
  const lines = (await host.must(["etcdctl", ...trust, "member", "list"])).trim().split("\n");
  return lines.map((line) => line.split(", ")[2] ?? "").sort();
}

describe("a configuration of unusual values", () => {
  it("founds a cluster of exactly these, and a second init changes nothing", async () => {
    const cp1 = lab.host("cp1");
    const made = await cp1.exec(initCommand("kubewright"), patient);
    expect(made.code, outputOf(made)).toBe(0);
    const again = await cp1.exec(initCommand("kubewright"), patient);
    expect(again.stdout, outputOf(again)).toContain("Nothing to change");
    const told = "-o=jsonpath={.spec.taints[0].key} {.metadata.labels.example\\.com/zone} {.status.capacity.pods}";
    expect(await kubectl(cp1, ["get", "node", "odd-node.example.com", told])).toBe("example.com/odd a 42");
    expect(await kubectl(cp1, ["get", "service", "kubernetes", "-o=jsonpath={.spec.clusterIP}"])).toBe("172.30.0.1");
    expect(await cp1.must("wc -l </var/log/kubernetes/audit.log")).not.toBe("0\n");
  });

  it("tells of its certificates without being told where they are, as kubeadm does with the file", async () => {
    const cp1 = lab.host("cp1");
    const rows = (text: string) => text.split("\n").filter((line) => !line.startsWith("[") && line !== "");
    const [ours, kubeadms] = await Promise.all([
      cp1.must("kubewright certs check-expiration"),
      cp1.must(`kubeadm certs check-expiration --config ${configurationFile} 2>/dev/null`),
    ]);
    expect(ours).not.toContain("MISSING");
    expect(rows(ours)).toEqual(rows(kubeadms));
  });

  it("takes a worker, whose kubelet finds the cluster's CA where the cluster has it", async () => {
    const join = await lab.host("w1").exec(joinHere("worker"), patient);
    expect(join.code, outputOf(join)).toBe(0);
    await kubectl(lab.host("cp1"), ["get", "node", "w1"]);
  });

  it("takes a second control plane, and loses it by reset with its etcd member, its keys and its data", async () => {
    const [cp1, cp2] = [lab.host("cp1"), lab.host("cp2")];
    const join = await cp2.exec(joinHere("control-plane"), patient);
    expect(join.code, outputOf(join)).toBe(0);
    expect(await etcdNames(cp1)).toEqual(["cp2", "odd-node.example.com"]);
    const reset = await kubewright(cp2, "reset --force");
    expect(reset.code, outputOf(reset)).toBe(0);
    expect(await etcdNames(cp1)).toEqual(["odd-node.example.com"]);
    expect(await cp2.must(`find "${pki}" "${data}" -type f 2>/dev/null || true`)).toBe("");
  });
});
