import { explainKubelet } from "../diagnosis/explain-control-plane.ts";
import type { Change, WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { Phase } from "../engine/phase.ts";
import type { StepContext } from "../engine/step.ts";
import { type NodeMarks, nodePatch, patchedNode } from "../manifests/node-patch.ts";
import { step } from "../steps/step.ts";
import { waitStep } from "../steps/wait.ts";

/** The Node that a host becomes. */
export interface NodeToBe {
  readonly name: string;
  readonly marks: NodeMarks;
  /** The Node is in the cluster. */
  readonly registered: Fact<WaitAnswer>;
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly criSocket: string;
}

/** Phase node: the host's kubelet has registered, and the Node carries its labels and taints, in one patch that fails when somebody changed the Node meanwhile. */
export function nodePhase(node: NodeToBe): Phase {
  return {
    id: "node",
    title: "The node is in the cluster",
    steps: [
      waitStep({
        id: "node-registered",
        title: `node ${node.name} has registered`,
        until: node.registered,
        timeoutMs: node.timeoutMs,
        everyMs: 100,
        code: "NODE_NOT_REGISTERED",
        next: "See why the kubelet cannot register: journalctl -u kubelet -e",
        explain: explainKubelet({ criSocket: node.criSocket, node: node.name }),
      }),
      step("node-marks", "Labels and taints", (context) => missingMarks(node, context)),
    ],
  };
}

async function missingMarks({ name, marks }: NodeToBe, context: StepContext): Promise<readonly Change[]> {
  if (Object.keys(marks.labels ?? {}).length === 0 && (marks.taints ?? []).length === 0) return [];
  const ref = { apiVersion: "v1", kind: "Node", name };
  const live = await context.objects.read(ref);
  const patch = nodePatch(live ?? { ...ref, metadata: { name } }, marks);
  if (patch === null) return [];
  const after = patchedNode(live ?? { ...ref, metadata: { name } }, patch);
  return [{ kind: "object", write: { verb: "patch", ref, patch }, before: live ?? "unknown", after }];
}
