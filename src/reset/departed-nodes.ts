import type { Phase } from "../engine/phase.ts";
import { objectsAbsentStep } from "../steps/objects-absent.ts";

/** Phase departed-nodes, on a control plane that stays: the cluster has no Nodes of these names any more. */
export function departedNodesPhase(names: readonly string[]): Phase {
  const title = "The cluster forgets the nodes that are gone";
  const refs = names.map((name) => ({ apiVersion: "v1", kind: "Node", name }));
  return { id: "departed-nodes", title, steps: [objectsAbsentStep({ id: "nodes", title, refs })] };
}
