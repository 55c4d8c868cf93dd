import type { HostView } from "../host/host.ts";
import type { Cause } from "./cause.ts";
import type { Subject } from "./evidence.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { permanentCause } from "./likely-cause.ts";
import { controlPlaneSuspects } from "./suspects.ts";

/** The kubelet notices a manifest within a second and speaks of the Pod that was there before until it has ended it. */
const graceMs = 2000;

/** The first cause that waiting cannot heal (an unknown flag, cgroup v1 refused); null when there is none. */
export async function permanentFailure(view: HostView, subject: Subject): Promise<Cause | null> {
  return permanentCause(await gatherEvidence(view, subject, graceMs), controlPlaneSuspects);
}
