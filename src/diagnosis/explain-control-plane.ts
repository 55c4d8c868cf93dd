import type { HostView } from "../host/host.ts";
import type { Cause } from "./cause.ts";
import type { Subject } from "./evidence.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { likelyCause } from "./likely-cause.ts";
import { controlPlaneSuspects, kubeletSuspects } from "./suspects.ts";

/** For WaitChange.explain: looks at a node whose control plane does not come up and names the likely cause; null when nothing speaks for any. */
export function explainControlPlane(subject: Subject): (view: HostView) => Promise<Cause | null> {
  return async (view) => likelyCause(await gatherEvidence(view, subject), controlPlaneSuspects);
}

/** The same for a kubelet that does not come up (a worker's join). */
export function explainKubelet(subject: Subject): (view: HostView) => Promise<Cause | null> {
  return async (view) => likelyCause(await gatherEvidence(view, subject), kubeletSuspects);
}
