import type { Phase } from "../engine/phase.ts";
import { filesStep } from "../steps/files.ts";
import { type ClusterRecord, recordTree } from "./record.ts";

/** Phase record, or founded: the cluster's record lies on the host. */
export function recordPhase(id: string, record: ClusterRecord): Phase {
  const title = record.state === "founded" ? "This host is part of the cluster" : "Which cluster this host belongs to";
  return { id, title, steps: [filesStep({ id, title, tree: recordTree(record), foreign: "overwrite" })] };
}
