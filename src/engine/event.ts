import type { KubewrightError } from "../errors.ts";
import type { Change } from "./change.ts";

/** What the core tells the outside. `at` is milliseconds since the epoch, from the run's clock. */
export type RunEvent = { readonly at: number; readonly host: string } & (
  | { readonly type: "phase-started"; readonly phase: string; readonly title: string }
  | {
      readonly type: "phase-ended";
      readonly phase: string;
      readonly outcome: PhaseOutcome;
      readonly durationMs: number;
    }
  | { readonly type: "step-started"; readonly phase: string; readonly step: string; readonly title: string }
  | {
      readonly type: "step-ended";
      readonly phase: string;
      readonly step: string;
      readonly outcome: StepOutcome;
      readonly changes: readonly Change[];
      readonly reason?: string;
    }
  /** What a long step does just now: the change under way, what a wait has found. */
  | { readonly type: "progress"; readonly phase: string; readonly step: string; readonly text: string }
  | { readonly type: "note"; readonly phase: string; readonly level: "info" | "warning"; readonly text: string }
  | { readonly type: "failed"; readonly phase: string; readonly step: string; readonly error: KubewrightError }
);

/** `deferred`: a plan could not know it yet. */
export type StepOutcome = "unchanged" | "planned" | "applied" | "deferred";
export type PhaseOutcome = StepOutcome | "failed";

/** Listens to a run. */
export type Tell = (event: RunEvent) => void;
