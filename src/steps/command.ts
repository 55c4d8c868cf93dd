import { isDeepStrictEqual } from "node:util";
import type { CommandChange } from "../engine/change.ts";
import type { Expectation } from "../engine/fact.ts";
import type { Step } from "../engine/step.ts";
import type { Command } from "../host/host.ts";
import { step } from "./step.ts";

/** What `commandStep` needs. */
export interface CommandIntent<T> {
  readonly id: string;
  readonly title: string;
  readonly command: Command;
  /** What is true when the command need not run, and must be true when it has. */
  readonly makes: Expectation<T>;
  /** Exit codes besides 0 that are no failure. */
  readonly accepts?: readonly number[];
}

/** The fact has the value; the command brings it about. */
export function commandStep<T>({ id, title, command, makes, accepts }: CommandIntent<T>): Step {
  return step(id, title, async (context): Promise<CommandChange[]> => {
    if (isDeepStrictEqual(await context.fact(makes.fact), makes.value)) return [];
    return [{ kind: "command", title, command, makes: [makes], ...(accepts === undefined ? {} : { accepts }) }];
  });
}
