import { readFile } from "node:fs/promises";
import type { LabHost } from "../../../lab/host/lab-host.ts";
import type { Lab } from "../../../lab/lab.ts";
import { checkoutDirectory, flannelManifestPath } from "../../../lab/paths.ts";
import { until } from "../../../lab/wait.ts";

/** The two programs that every pair is made of. */
export type Tool = "kubewright" | "kubeadm";

/** Fixed, so that a join needs nothing of init's output. */
const token = "abcdef.0123456789abcdef";
const certificateKey = "0123456789abcdef".repeat(4);
const admin = "--kubeconfig /etc/kubernetes/admin.conf";

/** Puts kubewright and the cluster's configuration on hosts; `endpoint` is the founder's address. */
export async function equip(hosts: readonly LabHost[], endpoint: string): Promise<void> {
  const text = await readFile(`${checkoutDirectory()}/lab/init.yaml`, "utf8");
  const config = text
    .replace("kubernetesVersion:", `controlPlaneEndpoint: ${endpoint}:6443\nkubernetesVersion:`)
    .replace(
      "nodeRegistration:",
      `certificateKey: ${certificateKey}\nbootstrapTokens: [{token: ${token}}]\nnodeRegistration:`,
    );
  for (const host of hosts) {
    await host.copyIn(`${checkoutDirectory()}/dist/kubewright`, "/usr/local/bin/kubewright", 0o755);
    await host.write("/root/init.yaml", config);
  }
}

/** The founder's `init`, with the certificates uploaded. */
export function found(host: LabHost, tool: Tool): Promise<string> {
  return host.must(`${tool} init --config /root/init.yaml --upload-certs`);
}

/** A host's `join`, as kubeadm's users type it. */
export function join(host: LabHost, tool: Tool, endpoint: string, role: "worker" | "control-plane"): Promise<string> {
  const roleFlags = role === "worker" ? "" : `--control-plane --certificate-key ${certificateKey}`;
  const trust = `--token ${token} --discovery-token-unsafe-skip-ca-verification`;
  return host.must(`${tool} join ${endpoint}:6443 ${trust} ${roleFlags} --ignore-preflight-errors=SystemVerification`);
}

/** Installs flannel and waits until every node is Ready. */
export async function networkReady(founder: LabHost, nodes: number): Promise<void> {
  await founder.must(`kubectl ${admin} apply -f -`, { stdin: await readFile(flannelManifestPath(), "utf8") });
  await until(`${nodes} nodes are Ready`, async () => (await readyNodes(founder)).length === nodes, {
    deadlineMs: 300_000,
  });
}

/** The names of the Ready nodes. */
export async function readyNodes(founder: LabHost): Promise<readonly string[]> {
  const lines = (await founder.must(`kubectl ${admin} get nodes --no-headers`)).trim().split("\n");
  return lines.filter((line) => /\sReady\s/.test(line)).map((line) => line.split(/\s+/)[0] ?? "");
}

/** etcd's members as etcdctl sees them: name and whether it is a learner. */
export async function etcdMembers(
  host: LabHost,
): Promise<readonly { readonly name: string; readonly learner: boolean }[]> {
  const pki = "/etc/kubernetes/pki/etcd";
  const trust = `--cacert ${pki}/ca.crt --cert ${pki}/healthcheck-client.crt --key ${pki}/healthcheck-client.key`;
  const text = await host.must(`etcdctl ${trust} member list -w simple`);
  return text
    .trim()
    .split("\n")
    .map((line) => line.split(", "))
    .map((fields) => ({ name: fields[2] ?? "", learner: fields[5] === "true" }));
}

/** Gives the lab's hosts away, whatever the test came to. */
export function hostsOf(lab: Lab, names: readonly string[]): readonly LabHost[] {
  return names.map((name) => lab.host(name));
}
