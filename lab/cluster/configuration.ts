import { readFile } from "node:fs/promises";
import { labSource } from "../paths.ts";

/** The bootstrap token of `forJoins`: a join needs nothing of what init prints. */
export const token = "abcdef.0123456789abcdef";
/** The certificate key of `forJoins`. */
export const certificateKey = "0123456789abcdef".repeat(4);

/** Lines that go into the documents of a configuration, below their `kind`. */
export interface Additions {
  readonly InitConfiguration?: string;
  readonly ClusterConfiguration?: string;
  readonly KubeletConfiguration?: string;
}

/** lab/init.yaml with these additions: a file that kubewright and kubeadm read alike. */
export async function configuration(additions: Additions = {}): Promise<string> {
  const plain = await readFile(labSource("init.yaml"), "utf8");
  return Object.entries(additions).reduce(
    (text, [kind, lines]) => text.replace(`kind: ${kind}\n`, `kind: ${kind}\n${lines.trimEnd()}\n`),
    plain,
  );
}

/** A cluster that others join, also as control planes, with the fixed token and key; `endpoint` is an address, one of IPv6 in brackets, or a name. */
export function forJoins(endpoint: string, clusterLines = ""): Additions {
  return {
    InitConfiguration: `certificateKey: ${certificateKey}\nbootstrapTokens: [{token: ${token}}]`,
    ClusterConfiguration: `controlPlaneEndpoint: "${endpoint}:6443"\n${clusterLines}`,
  };
}
