import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { KubewrightError } from "../../src/errors.ts";
import { parseKubeconfig } from "../../src/manifests/parse-kubeconfig.ts";
import { Issuing } from "../../src/phases/issuing.ts";
import { kubeconfigPhases } from "../../src/phases/kubeconfigs.ts";
import { parseCertificate } from "../../src/pki/certificate.ts";
import { certificatePhases, FileMachine, node, quickCluster } from "./certificates-machine.ts";

const now = new Date("2026-11-21T03:34:11Z");
const observed = new URL("../fixtures/kubeconfig/kubeadm-1.36.3/cp1/", import.meta.url);
const kinds = ["admin", "super-admin", "controller-manager", "scheduler"] as const;

function issuing(later = now, endpoint = "cp1:6443"): Issuing {
  return new Issuing({ cluster: { ...quickCluster(), controlPlaneEndpoint: endpoint }, node, now: later });
}

async function machineWithAuthority(): Promise<FileMachine> {
  const machine = new FileMachine();
  await machine.apply(certificatePhases(issuing()).filter((phase) => phase.id === "certs/ca"));
  return machine;
}

test.each(kinds)("%s.conf is kubeadm's but for keys and certificates", async (kind) => {
  const machine = await machineWithAuthority();
  await machine.apply(kubeconfigPhases(issuing()));
  const ours = machine.text(`/etc/kubernetes/${kind}.conf`).replaceAll(/(-data: )\S+/g, "$1<base64 PEM>");
  expect(ours).toBe(readFileSync(new URL(`${kind}.conf`, observed), "utf8"));
});

test("kubelet.conf leads to this node's own API server, as the node", async () => {
  const machine = await machineWithAuthority();
  await machine.apply(kubeconfigPhases(issuing(), ["kubelet"]));
  const file = parseKubeconfig(machine.text("/etc/kubernetes/kubelet.conf"), "kubelet.conf");
  expect(file).toMatchObject({ server: "https://10.77.0.11:6443", userName: "system:node:cp1" });
  const client = parseCertificate(file.clientCertificate ?? "", "kubelet.conf");
  expect(client.subject).toEqual({ commonName: "system:node:cp1", organizations: ["system:nodes"] });
});

test("the client certificates begin with the authority, however old it is", async () => {
  const machine = await machineWithAuthority();
  await machine.apply(kubeconfigPhases(issuing(new Date("2027-05-05T05:05:05Z")), ["admin"]));
  const file = parseKubeconfig(machine.text("/etc/kubernetes/admin.conf"), "admin.conf");
  const client = parseCertificate(file.clientCertificate ?? "", "admin.conf");
  expect([client.notBefore.toISOString(), client.notAfter.toISOString()]).toEqual([
    "2026-11-21T03:29:11.000Z",
    "2028-05-04T05:05:05.000Z",
  ]);
});

test("a file with another server is kept with a warning", async () => {
  const machine = await machineWithAuthority();
  await machine.apply(kubeconfigPhases(issuing()));
  expect(await machine.plan(kubeconfigPhases(issuing(now, "lb.example.com"), ["admin"]))).toEqual([]);
  expect(machine.notes).toEqual([
    "/etc/kubernetes/admin.conf leads to https://cp1:6443, not to https://lb.example.com:6443; it is kept as it is",
  ]);
});

test.each([
  ["of another cluster", (text: string) => text, "another", "KUBECONFIG_INVALID"],
  ["that is no YAML", () => "a: b: c", "same", "KUBECONFIG_UNREADABLE"],
  ["without current-context", (text: string) => text.replace(/current-context.*/, ""), "same", "KUBECONFIG_UNREADABLE"],
  [
    "whose cluster is absent",
    (text: string) => text.replace("cluster: kubernetes", "cluster: other"),
    "same",
    "KUBECONFIG_UNREADABLE",
  ],
])("a file %s is refused", async (_, edit, cluster, code) => {
  const [machine, other] = await Promise.all([machineWithAuthority(), machineWithAuthority()]);
  await Promise.all([machine, other].map((one) => one.apply(kubeconfigPhases(issuing()))));
  const source = cluster === "same" ? machine : other;
  machine.put("/etc/kubernetes/admin.conf", edit(source.text("/etc/kubernetes/admin.conf")));
  const refused = machine.plan(kubeconfigPhases(issuing()));
  await expect(refused).rejects.toMatchObject({ code });
  await expect(refused).rejects.toBeInstanceOf(KubewrightError);
});

test("a file whose certificate expired is refused", async () => {
  const machine = await machineWithAuthority();
  await machine.apply(kubeconfigPhases(issuing()));
  await expect(machine.plan(kubeconfigPhases(issuing(new Date("2029-01-01"))))).rejects.toMatchObject({
    why: "its client certificate expired at 2027-11-21T03:34:11Z",
  });
});

test("a file that trusts the authority by its path is kept", async () => {
  const machine = await machineWithAuthority();
  await machine.apply(kubeconfigPhases(issuing()));
  const text = machine.text("/etc/kubernetes/scheduler.conf");
  const byPath = text.replace(/certificate-authority-data: .*/, "certificate-authority: /etc/kubernetes/pki/ca.crt");
  machine.put("/etc/kubernetes/scheduler.conf", byPath);
  expect(await machine.plan(kubeconfigPhases(issuing()))).toEqual([]);
});
