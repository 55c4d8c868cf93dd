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
  try {
    changes = await step.plan(context);
  } catch (thrown) {
    if (mode === "plan" && thrown instanceof NotYetKnown)
      return { outcome: "deferred", changes: [], reason: thrown.message };
    throw thrown;
  }
  if (changes.length === 0) return { outcome: "unchanged", changes };
  if (mode === "plan") {
    await world.carryOut(changes, phase, progress);
    return { outcome: "planned", changes };
  }
  const made = await carryOutTwiceAtMost(step, changes, context, world, phase, progress);
  if (step.once !== true) await settle(step, context);
  return { outcome: "applied", changes: made };
}

/** Someone else may write the same object between our look and our write; one new look is enough unless they go on. */
async function carryOutTwiceAtMost(
  step: Step,
  changes: readonly Change[],
  context: StepContext,
  world: World,
  phase: string,
  progress: (text: string) => void,
): Promise<readonly Change[]> {
  try {
    await world.carryOut(changes, phase, progress);
    return changes;
  } catch (thrown) {
    if (!(thrown instanceof KubewrightError && thrown.code === "KUBE_CONFLICT")) throw thrown;
  }
  world.facts.drop();
  const again = await step.plan(context);
  await world.carryOut(again, phase, progress);
  return again;
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
