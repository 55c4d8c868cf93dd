import type { MemoryMachine } from "./memory-machine.ts";
import { kubewright } from "./run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "./sample-cluster.ts";

/** A cluster with cp1 in it, and the words with which others join. */
export interface MadeCluster extends Record<"cp1" | "cp2" | "cp3" | "w1", MemoryMachine> {
  /** "join", endpoint, token, pin. */
  readonly joinWords: readonly string[];
  /** Those words, and what makes it a control plane. */
  readonly joinControlPlaneWords: readonly string[];
}

/** `init --upload-certs` on cp1. Throws when it fails. */
export async function madeCluster(): Promise<MadeCluster> {
  const machines = blankMachines();
  const ran = await kubewright(machines.cp1, [...initWords, "--upload-certs"], { input: initConfig });
  const said =
    /kubewright (join [^\n]+) \\\n\s+(--discovery-token-ca-cert-hash \S+) \\\n\s+(--control-plane --certificate-key \S+)/;
  const [, join = "", pin = "", controlPlane = ""] = said.exec(ran.out) ?? [];
  if (ran.code !== 0 || join === "") throw new Error(`init failed: ${ran.out}${ran.err}`);
  const joinWords = `${join} ${pin}`.split(" ");
  return { ...machines, joinWords, joinControlPlaneWords: [...joinWords, ...controlPlane.split(" ")] };
}
