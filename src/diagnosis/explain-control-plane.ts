import type { HostView } from "../host/host.ts";
import type { Cause, Suspect } from "./cause.ts";
import type { Evidence, Subject } from "./evidence.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { controlPlaneSuspects, kubeletSuspects } from "./suspects.ts";

/** The first suspect that the evidence speaks for. */
export function likelyCause(evidence: Evidence, suspects: readonly Suspect[]): Cause | null {
  for (const suspect of suspects) {
    const cause = suspect(evidence);
    if (cause !== null) return cause;
  }
  return null;
}

/** Looks at a node whose control plane does not come up and names the likely cause; null when nothing speaks for any. Fits WaitChange.explain. */
export async function explainControlPlane(view: HostView, subject: Subject): Promise<Cause | null> {
  return likelyCause(await gatherEvidence(view, subject), controlPlaneSuspects);
}

/** The same for a kubelet that does not come up (a worker's join). */
export async function explainKubelet(view: HostView, subject: Subject): Promise<Cause | null> {
  return likelyCause(await gatherEvidence(view, subject), kubeletSuspects);
}
