import { certificateKey, token } from "./configuration.ts";
import { configurationFile } from "./equip.ts";

/** The two programs that do the same job on the lab's hosts. */
export type Tool = "kubewright" | "kubeadm";

/** What a host that joins becomes. */
export type Role = "worker" | "control-plane";

/** `init` on an equipped host, the same words for both tools. */
export function initCommand(tool: Tool): readonly string[] {
  return [tool, "init", "--config", configurationFile, "--upload-certs"];
}

/** `join` to a cluster whose configuration has the additions `forJoins`, the same words for both tools. */
export function joinCommand(tool: Tool, endpoint: string, role: Role): readonly string[] {
  const roleFlags = role === "worker" ? [] : ["--control-plane", "--certificate-key", certificateKey];
  const trust = ["--token", token, "--discovery-token-unsafe-skip-ca-verification"];
  return [tool, "join", `${endpoint}:6443`, ...trust, "--ignore-preflight-errors=SystemVerification", ...roleFlags];
}
