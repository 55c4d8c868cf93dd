import type { HostView } from "../host/host.ts";
import type { Cause } from "./cause.ts";
import type { Subject } from "./evidence.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { likelyCause } from "./likely-cause.ts";
import { controlPlaneSuspects, kubeletSuspects } from "./suspects.ts";

/** Looks at a node whose control plane does not come up and names the likely cause; null when nothing speaks for any. Fits WaitChange.explain. */
export async function explainControlPlane(view: HostView, subject: Subject): Promise<Cause | null> {
  return likelyCause(await gatherEvidence(view, subject), controlPlaneSuspects);
}

/** The same for a kubelet that does not come up (a worker's join). */
export async function explainKubelet(view: HostView, subject: Subject): Promise<Cause | null> {
  return likelyCause(await gatherEvidence(view, subject), kubeletSuspects);
}
