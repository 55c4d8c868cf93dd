import type { Taint } from "../config/v1beta4.ts";
import { NotYetKnown } from "../engine/fact.ts";
import type { KubeObject, ObjectRef } from "../engine/object-store.ts";
import type { Phase } from "../engine/phase.ts";
import type { StepContext } from "../engine/step.ts";
import type { ClientSource } from "../kube/client-source.ts";
import { nodeComes } from "../kube/waits.ts";
import { controlPlaneMarks, nodePatch, patchedNode } from "../manifests/node-patch.ts";
import { step } from "../steps/step.ts";
import { waitStep } from "../steps/wait.ts";

/** The node to mark, and how long to wait for it. */
export interface MarkedNode {
  readonly name: string;
  /** undefined: kubeadm's taint; []: none. */
  readonly taints: readonly Taint[] | undefined;
  readonly open: ClientSource;
  /** timeouts.kubernetesAPICall, milliseconds. */
  readonly timeoutMs: number;
}

/** Phase mark-control-plane: labels and taints of the node, in one patch that fails when somebody changed the node meanwhile. */
export function markControlPlanePhase(node: MarkedNode): Phase {
  const ref = { apiVersion: "v1", kind: "Node", name: node.name };
  return {
    id: "mark-control-plane",
    title: "The node is marked as control plane",
    steps: [
      waitStep({
        id: "node-registered",
        title: `node ${node.name} has registered`,
        ...nodeComes(node.open, node.name),
        timeoutMs: node.timeoutMs,
        code: "NODE_NOT_REGISTERED",
        next: "See why the kubelet cannot register: journalctl -u kubelet -e",
      }),
      step("node-marks", "Labels and taints", async (context) => {
        const live = await liveNode(context, ref);
        const marks = controlPlaneMarks(node.taints);
        const patch = nodePatch(live ?? { ...ref, metadata: { name: node.name } }, marks);
        if (patch === null) return [];
        const after = patchedNode(live ?? { ...ref, metadata: { name: node.name } }, patch);
        return [{ kind: "object", write: { verb: "patch", ref, patch }, before: live ?? "unknown", after }];
      }),
    ],
  };
}

/** null where the node, or the API server, is not there yet: all of its marks are then to be made. */
async function liveNode(context: StepContext, ref: ObjectRef): Promise<KubeObject | null> {
  try {
    return await context.objects.read(ref);
  } catch (error) {
    if (error instanceof NotYetKnown) return null;
    throw error;
  }
}
