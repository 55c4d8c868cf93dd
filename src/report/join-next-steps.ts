import type { LastWords } from "./last-words.ts";
import { wrap } from "./wrap.ts";

/** What `join` has to tell in the end. */
export interface JoinFacts {
  readonly changed: boolean;
  readonly node: string;
  readonly isControlPlane: boolean;
  /** Path of the administrator's kubeconfig, on control planes. */
  readonly kubeconfig: string;
  readonly columns: number;
}

const indent = "  ";

/** What to do after `join`. */
export function joinNextSteps(facts: JoinFacts): LastWords {
  const role = facts.isControlPlane ? "control plane" : "worker";
  const opening = facts.changed
    ? `This host is now a ${role} of the cluster, as node ${facts.node}.`
    : `Nothing to change: this host is a ${role} already, as node ${facts.node}.`;
  const use = facts.isControlPlane
    ? [
        "To use the cluster from here as root:",
        "",
        `${indent}export KUBECONFIG=${facts.kubeconfig}`,
        `${indent}kubectl get nodes`,
      ]
    : ["To see it, type on a control plane:", "", `${indent}kubectl get nodes`];
  const lines = [...wrap(opening, facts.columns), ...(facts.changed ? ["", ...use] : [])];
  const { columns: _, ...record } = facts;
  return { text: `\n${lines.join("\n")}\n`, record: { type: "result", command: "join", ...record } };
}
