import type { LoadedCluster } from "../fleet/cluster-file.ts";
import type { Reporter } from "../report/reporter.ts";
import type { ApplyResult } from "./apply-request.ts";
import { changesOf } from "./outcome.ts";

/** The last words of an `apply` that went well. `took`: milliseconds. */
export function sayDone(
  reporter: Reporter,
  { intent }: LoadedCluster,
  result: ApplyResult,
  took: number,
  file: string,
): void {
  const changes = changesOf(result.ends);
  const seconds = (took / 1000).toFixed(1);
  const nodes = intent.nodes.length;
  const sum = result.isFounding
    ? `Cluster ${intent.name} is founded: ${nodes} ${nodes === 1 ? "node" : "nodes"} in ${seconds} s.`
    : changes === 0
      ? `Nothing to change: ${nodes === 1 ? "1 node is" : `${nodes} nodes are`} as ${file} says (${seconds} s).`
      : `Done: ${changes} ${changes === 1 ? "change" : "changes"} on cluster ${intent.name} in ${seconds} s.`;
  const next = result.isFounding
    ? `\nTo administer it from here:\n  kubewright kubeconfig admin -f ${file} --merge\nThe nodes become Ready with a Pod network:\n  kubectl apply -f <network.yaml>\n`
    : "";
  reporter.say(`\n${sum}\n${next}`, {
    type: "result",
    cluster: intent.name,
    founded: result.isFounding,
    changes,
    nodes,
    durationMs: took,
  });
}
