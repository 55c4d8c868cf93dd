import { readFile } from "node:fs/promises";
import type { ExecOptions, LabHost } from "../../../lab/host/lab-host.ts";
import { flannelManifestPath } from "../../../lab/paths.ts";
import { until } from "../../../lab/wait.ts";

/** On a loaded machine everything takes ten times as long. */
const patient = { deadlineMs: 300_000, everyMs: 250 };

/** Runs kubectl as administrator on a control plane; gives what it prints. */
export function kubectl(host: LabHost, args: readonly string[], options: ExecOptions = {}): Promise<string> {
  return host.must(["kubectl", "--kubeconfig=/etc/kubernetes/admin.conf", ...args], options);
}

/** Applies flannel and waits until so many nodes are Ready. */
export async function joinedByNetwork(host: LabHost, nodes: number): Promise<void> {
  await kubectl(host, ["apply", "-f", "-"], { stdin: await readFile(flannelManifestPath()) });
  await nodesReady(host, nodes);
}

/** Waits until so many nodes are Ready. */
export async function nodesReady(host: LabHost, count: number): Promise<void> {
  const ready = async () => {
    const lines = (await kubectl(host, ["get", "nodes", "--no-headers"])).trim().split("\n");
    if (lines.filter((line) => /\sReady\s/.test(line)).length === count) return true;
    throw new Error(lines.join("; "));
  };
  await until(`${count} nodes are Ready`, ready, patient);
}

/** Waits until a Pod is Ready, also one that is not there yet. */
export async function podReady(host: LabHost, namespace: string, name: string): Promise<void> {
  const status = '-o=jsonpath={.status.conditions[?(@.type=="Ready")].status}';
  const ready = async () => (await kubectl(host, ["get", "pod", "-n", namespace, name, status])) === "True";
  await until(`Pod ${name} is Ready`, ready, patient);
}

/** Waits until kube-proxy runs on the cluster's only node: the last Pod that init leads to before there is a network. */
export async function proxyReady(host: LabHost): Promise<void> {
  const pods = ["get", "pods", "-n", "kube-system", "-l", "k8s-app=kube-proxy", "--no-headers"];
  await until("kube-proxy runs", async () => /\s1\/1\s+Running\s/.test(await kubectl(host, pods)), patient);
}

/** Waits until a Pod has ended well; gives what it said. */
export async function podOutput(host: LabHost, name: string): Promise<string> {
  const phase = ["get", "pod", name, "-o", "jsonpath={.status.phase}"];
  await until(`Pod ${name} has ended`, async () => (await kubectl(host, phase)) === "Succeeded", patient);
  return kubectl(host, ["logs", name]);
}

/** Waits until the API server says that it is ready. */
export function apiServerReady(host: LabHost): Promise<void> {
  const ready = async () => (await kubectl(host, ["get", "--raw=/readyz"])) === "ok";
  return until("the API server is ready", ready, patient);
}

/** Names of etcd's members, sorted. */
export async function etcdMembers(host: LabHost): Promise<readonly string[]> {
  const pki = "/etc/kubernetes/pki/etcd";
  const trust = [`--cacert=${pki}/ca.crt`, `--cert=${pki}/server.crt`, `--key=${pki}/server.key`];
  const answer = await host.must(["etcdctl", ...trust, "member", "list", "--write-out=json"]);
  const { members } = JSON.parse(answer) as { readonly members: readonly { readonly name: string }[] };
  return members.map(({ name }) => name).sort();
}
