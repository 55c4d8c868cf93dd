import { expect, test } from "vitest";
import { clusterInfoKubeconfig } from "../../src/manifests/cluster-info.ts";
import { kubeconfig } from "../../src/manifests/kubeconfig.ts";
import { reveal, Secret } from "../../src/secret.ts";
import { Eavesdropper } from "../support/eavesdropper.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";
import { testAuthority, testCertificate } from "../support/test-certificates.ts";
import { authority, clusterInfo, cp1, newMachine, objects, token, tokenSecret } from "./joining-scene.ts";

const place = "/root/discovery.conf";

/** `kubewright join`, on a new machine unless one is named, with this discovery file. */
async function joinWith(file: string, tlsBootstrapToken = "", { machine = newMachine(), patience = "5s" } = {}) {
  machine.host.put(place, file);
  const input = `apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
nodeRegistration: {name: ${machine.name}, criSocket: unix:///run/containerd/containerd.sock}
discovery: {file: {kubeConfigPath: ${place}}, tlsBootstrapToken: "${tlsBootstrapToken}"}
timeouts: {discovery: 1s, kubernetesAPICall: 1s, tlsBootstrap: ${patience}}
`;
  const ran = await kubewright(machine, ["join", "--config", "-"], { input });
  return { machine, ran, said: `${ran.out}${ran.err}`.replace(/\s+/g, " ") };
}

const toldByCluster = clusterInfo().data["kubeconfig"] ?? "";
const withToken = (server: string, caCertificate = authority.cert) =>
  reveal(kubeconfig({ clusterName: "c", server, caCertificate, user: "u", credentials: { token: new Secret(token) } }));

test("a worker joins by a copy of cluster-info's kubeconfig and a token", async () => {
  const { machine, ran } = await joinWith(toldByCluster, token);
  expect([ran.err, ran.code]).toEqual(["", 0]);
  expect(machine.host.text("/etc/kubernetes/kubelet.conf")).toContain("https://cp1:6443");
  expect(machine.host.text("/etc/kubernetes/bootstrap-kubelet.conf")).toBe(null);
});

test("a worker joins by a kubeconfig with a token in it", async () => {
  const { ran } = await joinWith(withToken("https://cp1:6443"));
  expect([ran.err, ran.code]).toEqual(["", 0]);
});

test("the server that a discovery file names is waited for as long as timeouts.discovery says, and no longer", async () => {
  const machine = newMachine();
  const slowly = { match: /configmaps\/kubelet-config/, delayMs: 3_000 };
  machine.host.put(place, toldByCluster);
  const joining = (discovery: string) => {
    cp1.apiServer?.calm();
    cp1.apiServer?.disturb({ ...slowly, times: 2 });
    const input = `apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
nodeRegistration: {name: ${machine.name}, criSocket: unix:///run/containerd/containerd.sock}
discovery: {file: {kubeConfigPath: ${place}}, tlsBootstrapToken: "${token}"}
timeouts: {discovery: ${discovery}, kubernetesAPICall: 1s, tlsBootstrap: 5s}
`;
    return kubewright(machine, ["join", "--config", "-"], { input });
  };
  const ran = await joining("1s");
  expect([ran.code, ran.effects]).toEqual([4, []]);
  expect(ran.err).toContain("KUBE_TIMEOUT");
  expect(await joining("20s")).toMatchObject({ code: 0, err: "" });
  cp1.apiServer?.calm();
});

test("a kubelet that waits with a token that has ended is started anew with the next one", async () => {
  const binding = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRoleBinding" };
  const approval = { ...binding, name: "kubeadm:node-autoapprove-bootstrap" };
  const ended = {
    apiVersion: "v1",
    kind: "Secret",
    namespace: "kube-system",
    name: `bootstrap-token-${token.slice(0, 6)}`,
  };
  const [rights, secret] = [objects().get(approval), objects().get(ended)];
  if (rights === null || secret === null) throw new Error("the cluster lets nobody join");
  objects().delete(approval, false);
  const { machine, ran } = await joinWith(toldByCluster, token, { patience: "300ms" });
  expect(ran.code).toBe(5);

  const data = { ...(secret["data"] as object), "token-id": Buffer.from("ffffff").toString("base64") };
  objects().delete(ended, false);
  objects().put({ ...secret, metadata: { name: "bootstrap-token-ffffff", namespace: "kube-system" }, data });
  objects().put(rights);
  const again = await joinWith(toldByCluster, `ffffff.${tokenSecret}`, { machine });
  objects().put(secret);
  expect([again.ran.err, again.ran.code]).toEqual(["", 0]);
  expect(machine.unit("kubelet.service")?.starts).toBe(2);
  expect(machine.host.text("/etc/kubernetes/bootstrap-kubelet.conf")).toBe(null);
});

test("without credentials nothing is begun, and the way out is named", async () => {
  const { ran, said } = await joinWith(toldByCluster);
  expect([ran.code, ran.effects.filter((effect) => /kubelet/.test(effect))]).toEqual([2, []]);
  expect(said).toMatch(/--tls-bootstrap-token.*\(DISCOVERY_NO_CREDENTIALS\)/);
});

test("a token that the API server does not take is said to be expired", async () => {
  const { ran, said } = await joinWith(toldByCluster, `${token.slice(0, 6)}.zzzzzzzzzzzzzzzz`);
  expect([ran.code, ran.effects.filter((effect) => /kubelet/.test(effect))]).toEqual([5, []]);
  expect(said).toContain("(DISCOVERY_TOKEN_EXPIRED)");
});

test("somebody at the address that the file names gets no token without the file's authority", async () => {
  const peer = newMachine();
  const serving = testCertificate(testAuthority("kubernetes"), { commonName: "x", ipAddresses: [peer.address] });
  const ear = new Eavesdropper(serving, () => ({ status: 200, body: "{}" }));
  peer.listen(6443, ear.accept, "mallory");
  const server = `https://${peer.address}:6443`;
  for (const [file, beside] of [
    [withToken(server), ""],
    [clusterInfoKubeconfig({ server, caCertificate: authority.cert }), token],
  ] as const) {
    const { machine, ran, said } = await joinWith(file, beside);
    expect(said).toContain("(KUBE_TLS)");
    expect([ear.heard, ran.effects.filter((effect) => /kubelet/.test(effect))]).toEqual([[], []]);
    expect(said).not.toContain(tokenSecret);
    expect(machine.unit("kubelet.service")?.running).not.toBe(true);
  }
});

test.each<[string, () => { status: number; body: string } | null, RegExp]>([
  ["that never answers", () => null, /\(KUBE_TIMEOUT\)/],
  ["whose answers are no objects", () => ({ status: 200, body: "<html>" }), /\(KUBE_GARBLED\)/],
  [
    "that answers with another object",
    () => ({ status: 200, body: '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"}}' }),
    /\(CLUSTER_CONFIGURATION_MISSING\)/,
  ],
  [
    "whose configuration is none",
    () => ({
      status: 200,
      body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"ClusterConfiguration":"a: [","kubelet":"b"}}',
    }),
    /\(YAML_|\(CONFIG_/,
  ],
])("an API server %s does not keep a join waiting", async (_, reply, words) => {
  const peer = newMachine();
  const serving = testCertificate(authority, { commonName: "kube-apiserver", ipAddresses: [peer.address] });
  const ear = new Eavesdropper(serving, reply);
  peer.listen(6443, ear.accept, "kube-apiserver");
  const began = performance.now();
  const { ran, said } = await joinWith(withToken(`https://${peer.address}:6443`));
  expect(said).toMatch(words);
  expect(performance.now() - began).toBeLessThan(10_000);
  expect([(ran.code ?? 0) > 1, ran.effects.filter((effect) => /kubelet/.test(effect))]).toEqual([true, []]);
});
