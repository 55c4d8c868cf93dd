import type { ClusterIntent } from "../config/cluster-intent.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { ApplyRequest } from "./apply-request.ts";
import type { ClusterRecord } from "./record.ts";

/**
 * Says which Nodes of the cluster the file does not name: they stay as they are. Error NODE_REMOVAL_UNSUPPORTED (exit code 2)
 * when one of them is a control plane of the founding, which nobody but the file can have given up.
 */
export function tellLeftOut(
  { tell, now }: ApplyRequest,
  intent: ClusterIntent,
  record: ClusterRecord,
  nodes: readonly KubeObject[],
): void {
  const known = new Set(intent.nodes.map(({ name }) => name));
  const others = nodes.map(({ metadata }) => metadata.name).filter((name) => !known.has(name));
  const given = others.filter((name) => record.members.some((member) => member.name === name));
  if (given.length > 0) throw removalUnsupported(given);
  if (others.length === 0) return;
  const text = `${others.join(", ")}: in the cluster, but not in the file. Nothing is changed there. To remove a node, drain it, then run kubewright reset on it and kubectl delete node.`;
  tell({ at: now(), host: `cluster ${intent.name}`, type: "note", phase: "nodes", level: "warning", text });
}

function removalUnsupported(names: readonly string[]): KubewrightError {
  return new KubewrightError("NODE_REMOVAL_UNSUPPORTED", {
    what: `The cluster was founded with ${names.join(", ")}, which the file no longer names.`,
    why: "`apply` removes no nodes yet",
    next: `Put it back into the file; or, with the file as it was: kubewright reset -f FILE --nodes ${names.join(",")}`,
    exitCode: exitCodes.usage,
  });
}
