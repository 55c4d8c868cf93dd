import { dirname } from "node:path";
import type { ClusterIntent } from "../config/cluster-intent.ts";
import { loadCluster } from "../config/cluster-load.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { Io } from "../io.ts";
import { readSource } from "../read-source.ts";
import { pathsBeside } from "./paths-beside.ts";

/** A cluster file, read. */
export interface LoadedCluster {
  readonly intent: ClusterIntent;
  readonly warnings: readonly string[];
  /** The file's own text. */
  readonly text: string;
}

/** Reads the cluster file at a path; "-" is standard input. Relative paths in it begin beside it. Throws CONFIG_* and YAML_* with exit code 2. */
export async function loadClusterFile(
  path: string,
  strict: boolean,
  io: Pick<Io, "readInput">,
): Promise<LoadedCluster> {
  const source = await readSource(path, io);
  if (source === undefined) {
    throw new KubewrightError("FLAG_MISSING", {
      what: "The flag --file is missing.",
      next: "Name the cluster's file, as in -f cluster.yaml. `kubewright new` writes one.",
      exitCode: exitCodes.usage,
    });
  }
  const { intent, warnings } = loadCluster({ source, strict });
  return { intent: pathsBeside(path === "-" ? "." : dirname(path), intent), warnings, text: source.text };
}
