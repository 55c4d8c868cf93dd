import type { HostView } from "../host/host.ts";
import type { Change } from "./change.ts";
import type { Fact } from "./fact.ts";
import type { ObjectView } from "./object-store.ts";

/** All that a step may know besides what it was made with. */
export interface StepContext {
  readonly host: HostView;
  /** The API server this run talks to. */
  readonly objects: ObjectView;
  /** Asks the machine, or remembers: answers are forgotten after each change. */
  fact<T>(fact: Fact<T>): Promise<T>;
  /** Tells the user something that is no change: a warning, a finding. */
  note(level: "info" | "warning", text: string): void;
  readonly signal: AbortSignal;
}

/** One thing that must be true on a node. */
export interface Step {
  readonly id: string;
  readonly title: string;
  /** What is missing; empty when all is well. Changes nothing. */
  plan(context: StepContext): Promise<readonly Change[]>;
  /**
   * True where one look is enough: the engine does not plan again after carrying the changes out
   * (a token made by this run, a question to the user). Left out, a plan that is not empty the second time fails as STEP_UNSETTLED.
   */
  readonly once?: boolean;
}
