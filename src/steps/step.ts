import type { Change } from "../engine/change.ts";
import type { Step, StepContext } from "../engine/step.ts";

/** A step from its parts. */
export function step(
  id: string,
  title: string,
  plan: (context: StepContext) => Promise<readonly Change[]>,
  { once = false }: { readonly once?: boolean } = {},
): Step {
  return { id, title, plan, ...(once ? { once } : {}) };
}

/** A value that is known when the step is made, or one that follows from the machine. */
export type Given<T> = T | ((context: StepContext) => Promise<T>);

/** The value itself. */
export async function given<T extends object>(value: Given<T>, context: StepContext): Promise<T> {
  return typeof value === "function" ? value(context) : value;
}
