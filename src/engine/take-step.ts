import { KubewrightError } from "../errors.ts";
import type { Change } from "./change.ts";
import { changeTitle } from "./change-title.ts";
import type { StepOutcome } from "./event.ts";
import { NotYetKnown } from "./fact.ts";
import type { Mode } from "./run.ts";
import type { Step, StepContext } from "./step.ts";
import type { World } from "./world.ts";

/** What one step came to; `reason` says what a deferred one waits for. */
export interface StepEnd {
  readonly outcome: StepOutcome;
  readonly changes: readonly Change[];
  readonly reason?: string;
}

/** Plans a step and carries it out in its world. In an apply the step is planned again, and must then find nothing missing: STEP_UNSETTLED otherwise. */
export async function takeStep(
  step: Step,
  context: StepContext,
  world: World,
  mode: Mode,
  phase: string,
  progress: (text: string) => void,
): Promise<StepEnd> {
  let changes: readonly Change[];
  const planned = world.planning.begin();
  try {
    changes = await step.plan(context);
  } catch (thrown) {
    if (mode === "plan" && thrown instanceof NotYetKnown)
      return { outcome: "deferred", changes: [], reason: thrown.message };
    throw thrown;
  } finally {
    planned();
  }
  if (changes.length === 0) return { outcome: "unchanged", changes };
  if (mode === "plan") {
    await world.carryOut(changes, phase, progress);
    return { outcome: "planned", changes };
  }
  const made = await carryOutPatiently(step, changes, context, world, phase, progress);
  if (step.once !== true) await settle(step, context);
  return { outcome: "applied", changes: made };
}

/** What passes by itself: somebody else wrote the same object between our look and our write, or a server was away for a moment. */
const passing = new Set([
  "KUBE_CONFLICT",
  "KUBE_EXISTS",
  "KUBE_REFUSED",
  "KUBE_UNREACHABLE",
  "KUBE_TIMEOUT",
  "KUBE_TOO_MANY",
  "KUBE_SERVER_ERROR",
]);

/** Pauses in milliseconds before each new look: some six seconds in all, longer than an API server needs to find etcd's new leader. */
const pauses = [0, 200, 800, 2_000, 3_000];

/** Carries the changes out. After a failure that passes the step looks again: a write whose answer was lost is then seen to be done. */
async function carryOutPatiently(
  step: Step,
  changes: readonly Change[],
  context: StepContext,
  world: World,
  phase: string,
  progress: (text: string) => void,
): Promise<readonly Change[]> {
  let wanted = changes;
  for (const pauseMs of pauses) {
    try {
      await world.carryOut(wanted, phase, progress);
      return wanted;
    } catch (thrown) {
      if (!(thrown instanceof KubewrightError) || !passing.has(thrown.code)) throw thrown;
    }
    await world.sleep(pauseMs, context.signal);
    world.facts.drop();
    wanted = await step.plan(context);
  }
  await world.carryOut(wanted, phase, progress);
  return wanted;
}

async function settle(step: Step, context: StepContext): Promise<void> {
  const rest = await step.plan(context);
  if (rest.length === 0) return;
  throw new KubewrightError("STEP_UNSETTLED", {
    what: `The step was carried out, and ${rest.length === 1 ? "a change is" : `${rest.length} changes are`} still missing.`,
    why: `Still missing: ${rest.map(changeTitle).join("; ")}`,
    next: "Something else on this host undoes it, or this program is at fault. Look at what is named, then run the same command again.",
  });
}
