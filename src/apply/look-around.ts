import { type ClusterIntent, isControlPlane } from "../config/cluster-intent.ts";
import { asErrors } from "../engine/fail.ts";
import type { ClosedNode, OpenNode } from "../fleet/open-hosts.ts";
import { type Findings, survey } from "./survey.ts";

/** What the control planes show, in the file's order, and those that show nothing. */
export interface Looks {
  readonly findings: readonly Findings[];
  readonly unseen: readonly ClosedNode[];
}

/** Looks at all control planes at once. One that cannot be looked at counts as one that could not be reached. */
export async function lookAround(intent: ClusterIntent, opened: readonly OpenNode[]): Promise<Looks> {
  const findings: Findings[] = [];
  const unseen: ClosedNode[] = [];
  await Promise.all(
    opened.map(async ({ node, host }) => {
      if (!isControlPlane(node)) return;
      try {
        findings.push(await survey(node, host, intent.cluster));
      } catch (thrown) {
        const [error] = asErrors(thrown);
        if (error === undefined || error.exitCode !== 4) throw thrown;
        unseen.push({ node, error: error.at({ node: node.name }) });
      }
    }),
  );
  const order = (name: string): number => intent.nodes.findIndex((node) => node.name === name);
  return { findings: findings.sort((a, b) => order(a.node.name) - order(b.node.name)), unseen };
}
