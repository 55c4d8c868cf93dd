import type { MemoryMachine } from "./memory-machine.ts";
import type { MemoryNetwork } from "./memory-network.ts";
import { kubewright } from "./run-kubewright.ts";
import { blankMachines, initConfig, initWords } from "./sample-cluster.ts";

/** A cluster with cp1 in it, and the words with which others join. */
export interface MadeCluster extends Record<"cp1" | "cp2" | "cp3" | "w1", MemoryMachine> {
  /** "join", endpoint, token, pin. */
  readonly joinWords: readonly string[];
  /** Those words, and what makes it a control plane. */
  readonly joinControlPlaneWords: readonly string[];
}

interface Made {
  readonly network: MemoryNetwork;
  readonly joinWords: readonly string[];
  readonly controlPlane: readonly string[];
}

const made = new Map<string, Promise<Made>>();

/** What `init --upload-certs` on cp1 left, each time with machines of its own; from `initConfig` when no other is given. Throws when it fails. */
export async function madeCluster(config = initConfig): Promise<MadeCluster> {
  const making = made.get(config) ?? makeCluster(config);
  made.set(config, making);
  const { network, joinWords, controlPlane } = await making;
  const twin = network.twin();
  const named = (name: string) => machineOf(twin, name);
  const machines = { cp1: named("cp1"), cp2: named("cp2"), cp3: named("cp3"), w1: named("w1") };
  return { ...machines, joinWords, joinControlPlaneWords: [...joinWords, ...controlPlane] };
}

/** A machine that must be there, by its name. */
export function machineOf(network: MemoryNetwork, name: string): MemoryMachine {
  const machine = network.find(name);
  if (machine === null) throw new Error(`there is no ${name}`);
  return machine;
}

async function makeCluster(input: string): Promise<Made> {
  const { cp1 } = blankMachines();
  const ran = await kubewright(cp1, [...initWords, "--upload-certs"], { input });
  const said =
    /kubewright (join [^\n]+) \\\n\s+(--discovery-token-ca-cert-hash \S+) \\\n\s+(--control-plane --certificate-key \S+)/;
  const [, join = "", pin = "", controlPlane = ""] = said.exec(ran.out) ?? [];
  if (ran.code !== 0 || join === "") throw new Error(`init failed: ${ran.out}${ran.err}`);
  return { network: cp1.network, joinWords: `${join} ${pin}`.split(" "), controlPlane: controlPlane.split(" ") };
}
