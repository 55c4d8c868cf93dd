import type { WaitChange } from "../engine/change.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { refusal } from "../engine/wait.ts";
import { step } from "./step.ts";

/** What `waitStep` needs: the wait itself and the step's name. */
export type WaitIntent = Omit<WaitChange, "kind"> & { readonly id: string };

/** The condition is true, or was when the wait ended: it is not looked for a second time. */
export function waitStep({ id, ...wait }: WaitIntent): Step {
  const plan = async (context: StepContext): Promise<WaitChange[]> =>
    (await isDone(wait, context)) ? [] : [{ kind: "wait", ...wait }];
  return step(id, wait.title, plan, { once: true });
}

/** What does not answer yet is waited for. */
async function isDone({ until }: Omit<WaitIntent, "id">, context: StepContext): Promise<boolean> {
  try {
    return (await context.fact(until)).done;
  } catch (error) {
    if (refusal(error) === null) throw error;
    return false;
  }
}
