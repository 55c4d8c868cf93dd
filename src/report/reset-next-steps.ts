import type { LastWords } from "./last-words.ts";
import { wrap } from "./wrap.ts";

/** What `reset` has to tell in the end. */
export interface ResetFacts {
  readonly changed: boolean;
  /** What was left on purpose: "/etc/cni/net.d", "iptables rules". */
  readonly left: readonly string[];
  readonly columns: number;
}

/** What to do after `reset`: what is still there, and how it goes. */
export function resetNextSteps({ changed, left, columns }: ResetFacts): LastWords {
  const opening = changed ? "This host is no longer a node." : "Nothing to take away: this host is no node.";
  const rest =
    left.length === 0
      ? []
      : [
          "",
          ...wrap(
            `Left as it is, for other programs may need it: ${left.join(", ")}. Your own kubeconfig files ($HOME/.kube/config) are yours to remove.`,
            columns,
          ),
        ];
  return {
    text: `\n${[opening, ...(changed ? rest : [])].join("\n")}\n`,
    record: { type: "result", command: "reset", changed, left },
  };
}
