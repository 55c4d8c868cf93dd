import { readFile } from "node:fs/promises";
import type { LabHost } from "../lab/host/lab-host.ts";
import { type Lab, openLab } from "../lab/lab.ts";
import { checkoutDirectory } from "../lab/paths.ts";

/** The same for both tools; the token and the key are fixed so that a join can follow at once. */
export const token = "abcdef.0123456789abcdef";
export const certificateKey = "0123456789abcdef".repeat(4);

/** Keys that both tools can make. */
export type Algorithm = "RSA-2048" | "ECDSA-P256";

/** A lab of fresh hosts with kubewright on each, given away again when the work is done. */
export async function withFreshHosts<T>(
  names: readonly string[],
  algorithm: Algorithm,
  work: (lab: Lab) => Promise<T>,
): Promise<T> {
  const lab = openLab({ name: "bench" });
  await lab.down();
  const hosts = await lab.up(names);
  try {
    await Promise.all(hosts.map((host) => prepare(host, algorithm, lab.host(names[0] ?? "").address)));
    return await work(lab);
  } finally {
    await lab.down();
  }
}

async function prepare(host: LabHost, algorithm: Algorithm, endpoint: string): Promise<void> {
  const text = await readFile(`${checkoutDirectory()}/lab/init.yaml`, "utf8");
  const cluster = `controlPlaneEndpoint: ${endpoint}:6443\nencryptionAlgorithm: ${algorithm}\nkubernetesVersion:`;
  const init = `certificateKey: ${certificateKey}\nbootstrapTokens: [{token: ${token}}]\nnodeRegistration:`;
  await host.copyIn(`${checkoutDirectory()}/dist/kubewright`, "/usr/local/bin/kubewright", 0o755);
  await host.write("/root/init.yaml", text.replace("kubernetesVersion:", cluster).replace("nodeRegistration:", init));
}

/** The command line of init, the same for both tools. */
export function initCommand(tool: string): readonly string[] {
  return [tool, "init", "--config", "/root/init.yaml", "--upload-certs"];
}

/** The command line of join, the same for both tools. */
export function joinCommand(tool: string, endpoint: string, role: "worker" | "control-plane"): readonly string[] {
  const roleFlags = role === "worker" ? [] : ["--control-plane", "--certificate-key", certificateKey];
  const trust = ["--token", token, "--discovery-token-unsafe-skip-ca-verification"];
  return [tool, "join", `${endpoint}:6443`, ...trust, "--ignore-preflight-errors=SystemVerification", ...roleFlags];
}
