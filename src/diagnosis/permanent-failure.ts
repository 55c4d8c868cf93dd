import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
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

/** A healthy control plane is up by then in most cases, and is not slowed down by looks at it. */
const usualEveryMs = 3000;

/**
 * A wait's condition that gives up as soon as waiting cannot help: beside the condition itself,
 * every three seconds and without holding it up, the machine is searched for a permanent cause.
 * One made for each wait: it counts from its first look.
 *
 * @param everyMs milliseconds before the first search and between two
 */
export function failingFast(
  until: Fact<WaitAnswer>,
  subject: Subject,
  everyMs: number = usualEveryMs,
): Fact<WaitAnswer> {
  let due: number | null = null;
  let isLooking = false;
  let cause: Cause | null = null;
  const lookAgain = (view: HostView, now: number) => {
    due = now + everyMs;
    isLooking = true;
    permanentFailure(view, subject)
      .then((found) => {
        cause = found;
      })
      .catch(() => undefined)
      .finally(() => {
        isLooking = false;
      });
  };
  return {
    name: until.name,
    read: async (view) => {
      const answer = await until.read(view);
      if (answer.done || answer.failed !== undefined) return answer;
      if (cause !== null) return { ...answer, failed: cause };
      const now = performance.now();
      due ??= now + everyMs;
      if (!isLooking && now >= due) lookAgain(view, now);
      return answer;
    },
  };
}
