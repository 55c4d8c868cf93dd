import type { ExecOptions, LabHost } from "../host/lab-host.ts";

/** Runs kubectl as administrator on a control plane; gives what it prints, throws when it fails. */
export function kubectl(host: LabHost, args: readonly string[], options: ExecOptions = {}): Promise<string> {
  return host.must(["kubectl", "--kubeconfig=/etc/kubernetes/admin.conf", ...args], options);
}

/** The names of the Ready nodes, sorted. */
export async function readyNodes(host: LabHost): Promise<readonly string[]> {
  const lines = (await kubectl(host, ["get", "nodes", "--no-headers"])).trim().split("\n");
  const ready = lines.filter((line) => /\sReady\s/.test(line));
  return ready.map((line) => line.split(/\s+/)[0] ?? "").sort();
}
