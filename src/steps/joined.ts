import type { Step } from "../engine/step.ts";
import { step } from "./step.ts";

/** Steps that do not need each other as one: planned side by side and carried out in one go, so that files go to the machine in one write. */
export function joinedStep(id: string, title: string, steps: readonly Step[]): Step {
  return step(id, title, async (context) => (await Promise.all(steps.map((each) => each.plan(context)))).flat());
}
