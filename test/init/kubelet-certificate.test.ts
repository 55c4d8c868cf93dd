import { expect, test } from "vitest";
import { parseKubeconfig } from "../../src/manifests/parse-kubeconfig.ts";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "../support/memory-machine/sample-cluster.ts";
import { testAuthority, testCertificate } from "../support/test-certificates.ts";

const kubeletConf = "/etc/kubernetes/kubelet.conf";

function kubeletConfOf(machine: MemoryMachine) {
  return parseKubeconfig(machine.host.text(kubeletConf) ?? "", kubeletConf);
}

test("a kubelet that keeps its certificates elsewhere (--cert-dir) renews the one it got from init there", async () => {
  const { cp1 } = blankMachines();
  const elsewhere = "kubeletExtraArgs: [{name: cert-dir, value: /srv/kubelet/pki/}], criSocket";
  const ran = await kubewright(cp1, initWords, { input: initConfig.replace("criSocket", elsewhere) });
  expect([ran.code, ran.err]).toEqual([0, ""]);
  const current = "/srv/kubelet/pki/kubelet-client-current.pem";
  expect(kubeletConfOf(cp1)).toMatchObject({ clientCertificateFile: current, clientKeyFile: current });
  expect(cp1.host.text(current)).toContain("BEGIN CERTIFICATE");
  expect(cp1.host.text("/var/lib/kubelet/pki/kubelet-client-current.pem")).toBeNull();
});

test("a kubelet.conf that was there keeps what it trusts, also where it only names the file", async () => {
  const { cp1 } = blankMachines();
  const authority = testAuthority("kubernetes");
  const wish = { commonName: "system:node:cp1", organizations: ["system:nodes"], usages: ["client"] } as const;
  const { cert, key } = testCertificate(authority, wish);
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  cp1.grow("/etc/kubernetes/pki/ca.crt", authority.cert);
  cp1.grow("/etc/kubernetes/pki/ca.key", authority.key.reveal(), 0o600);
  cp1.grow(
    kubeletConf,
    `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://10.77.0.11:6443", certificate-authority: /etc/kubernetes/pki/ca.crt}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
users: [{name: u, user: {client-certificate-data: ${base64(cert)}, client-key-data: ${base64(key.reveal())}}}]
`,
    0o600,
  );
  const ran = await kubewright(cp1, [...initWords, "--ignore-preflight-errors=ForeignFiles"], { input: initConfig });
  expect(ran.code).toBe(0);
  const { clientCertificateFile, caCertificate } = kubeletConfOf(cp1);
  expect(clientCertificateFile).toBe("/var/lib/kubelet/pki/kubelet-client-current.pem");
  expect(caCertificate).toBe(authority.cert);
});
