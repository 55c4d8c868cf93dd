import { setTimeout as sleepFor } from "node:timers/promises";
import { KubewrightError } from "../errors.ts";
import type { Host } from "../host/host.ts";
import type { Change } from "./change.ts";
import type { StepOutcome, Tell } from "./event.ts";
import { asErrors, stopIfInterrupted, throwable } from "./fail.ts";
import type { ObjectStore } from "./object-store.ts";
import type { Phase, PhaseGroup, PhaseList } from "./phase.ts";
import { walkPhase } from "./walk-phase.ts";
import { promisedWorld, realWorld } from "./world.ts";

/** plan: show what would be done and write nothing. apply: do it. */
export type Mode = "plan" | "apply";

/** What a run of a list on one host needs. */
export interface RunOptions {
  readonly host: Host;
  readonly objects: ObjectStore;
  readonly mode: Mode;
  /** Stops the run after the effect that is under way. */
  readonly signal: AbortSignal;
  readonly tell: Tell;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Returns after `ms` milliseconds or when the signal comes; a timer unless a test brings its own. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Called before each phase; the phase begins when it returns, and what it returned is called when the phase has ended, however it ended. A run over many hosts keeps widths with it. */
  readonly enterPhase?: (phase: Phase, host: string, signal: AbortSignal) => Promise<() => void>;
}

/** What one step came to. */
export interface StepChanges {
  readonly phase: string;
  readonly step: string;
  readonly outcome: StepOutcome;
  readonly changes: readonly Change[];
}

/** What a run came to. */
export interface RunResult {
  /** How many changes were made, or would be; a wait changes nothing. */
  readonly changed: number;
  /** How many steps a plan could not know yet. */
  readonly deferred: number;
  readonly changes: readonly StepChanges[];
}

/**
 * Walks a list of phases on one host, phases one after another, groups side by side. A failure ends the list when the phases beside it are done.
 * Throws KubewrightError (ManyErrors when several failed) with node and step filled in. It takes no lock: the caller holds it.
 */
export async function run(list: PhaseList, options: RunOptions): Promise<RunResult> {
  const { host, objects, mode } = options;
  const world =
    mode === "plan" ? promisedWorld(host, objects) : realWorld({ ...options, sleep: options.sleep ?? patientSleep });
  const done = await walkList(list);
  return {
    changed: done.reduce((sum, { changes }) => sum + changes.filter(({ kind }) => kind !== "wait").length, 0),
    deferred: done.filter(({ outcome }) => outcome === "deferred").length,
    changes: done,
  };

  async function walkList(items: PhaseList): Promise<readonly StepChanges[]> {
    const done: StepChanges[] = [];
    for (const item of items) {
      stopAt(options);
      const parts = isGroup(item) ? item.together : [item];
      const ends = await Promise.allSettled(
        parts.map((part) => ("inTurn" in part ? walkList(part.inTurn) : enterAndWalk(part))),
      );
      const errors = ends.flatMap((end) => (end.status === "rejected" ? asErrors(end.reason) : []));
      if (errors.length > 0) throw throwable(failures(errors, host));
      for (const end of ends) if (end.status === "fulfilled") done.push(...end.value);
    }
    return done;
  }

  async function enterAndWalk(phase: Phase): Promise<readonly StepChanges[]> {
    const leave = await options.enterPhase?.(phase, host.name, options.signal);
    try {
      return await walkPhase(phase, world, options);
    } finally {
      leave?.();
    }
  }
}

/** What a step makes of a machine that is gone is no news: that it is gone is. An interrupt stays what it is. */
function failures(errors: readonly KubewrightError[], host: Host): readonly KubewrightError[] {
  const [first] = errors;
  const lost = host.lost?.() ?? null;
  const isInterrupt = errors.some(({ code }) => code === "INTERRUPTED");
  if (lost !== null && !isInterrupt) return [lost.at({ node: host.name, ...(first?.step && { step: first.step }) })];
  return errors.map((error) => error.at({ node: host.name }));
}

function isGroup(item: Phase | PhaseGroup): item is PhaseGroup {
  return "together" in item;
}

function stopAt({ host, signal }: RunOptions): void {
  try {
    stopIfInterrupted(signal);
  } catch (error) {
    throw error instanceof KubewrightError ? error.at({ node: host.name }) : error;
  }
}

/** An interrupt ends the sleep; whoever slept looks at the signal itself. */
async function patientSleep(ms: number, signal: AbortSignal): Promise<void> {
  await sleepFor(ms, undefined, { signal }).catch(() => {});
}
