import type { Phase, PhaseList } from "../engine/phase.ts";
import {
  apiAnswersStep,
  type ControlPlaneWait,
  componentsPhase,
  correctedPodsStep,
} from "../phases/wait-control-plane.ts";
import type { ControlPlaneParts } from "./control-plane-parts.ts";
import { nodePhase } from "./node-phase.ts";
import { recordPhase } from "./record-phase.ts";

/**
 * From manifests that lie there to a control plane that is a part of the cluster.
 * @param then what is done as soon as its API server answers
 */
export function answeringList({ wait, node, record, milestones }: ControlPlaneParts, then: PhaseList = []): PhaseList {
  return [
    answeringPhase(wait),
    ...then,
    { together: [componentsPhase(wait), nodePhase(node)] },
    recordPhase("founded", { ...record, state: "founded" }),
    milestones.phase("healthy", "This host's part is done"),
  ];
}

/** Phase corrected-pods: an API server that is kept from answering by a manifest that was corrected since is helped up. */
export function correctedPhase({ wait }: ControlPlaneParts): Phase {
  return { id: "corrected-pods", title: "Corrected manifests are taken up", steps: [correctedPodsStep(wait)] };
}

function answeringPhase(wait: ControlPlaneWait): Phase {
  return { id: "wait-control-plane/api", title: "The API server answers", steps: [apiAnswersStep(wait)] };
}
