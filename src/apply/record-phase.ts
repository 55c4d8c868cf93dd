import type { Phase } from "../engine/phase.ts";
import type { Step } from "../engine/step.ts";
import { filesStep } from "../steps/files.ts";
import { type ClusterRecord, recordTree } from "./record.ts";

/** Phase record, or founded: the cluster's record lies on the host. */
export function recordPhase(id: string, record: ClusterRecord): Phase {
  const step = recordStep(id, record);
  return { id, title: step.title, steps: [step] };
}

/** That phase's only step. */
export function recordStep(id: string, record: ClusterRecord): Step {
  const title = record.state === "founded" ? "This host is part of the cluster" : "Which cluster this host belongs to";
  return filesStep({ id, title, tree: recordTree(record), foreign: "overwrite" });
}
