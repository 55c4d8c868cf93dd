import { setTimeout as pause } from "node:timers/promises";
import { LabError, reasonOf } from "./lab-error.ts";

export interface UntilOptions {
  /** Milliseconds until the wait fails. Default 120 000: a loaded machine is slow, not broken. */
  readonly deadlineMs?: number;
  /** Milliseconds between two looks. Default 100. */
  readonly everyMs?: number;
}

/** Ends a wait at once: the condition can no longer come true. */
export class GiveUp extends LabError {}

/**
 * Returns when `condition` answers true. A condition that throws counts as "not yet", except for GiveUp.
 * After the deadline it throws a LabError that names `what` and the condition's last failure.
 */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  options: UntilOptions = {},
): Promise<void> {
  const deadlineMs = options.deadlineMs ?? 120_000;
  const end = performance.now() + deadlineMs;
  let last = "the condition stayed false";
  for (;;) {
    try {
      if (await condition()) return;
    } catch (error) {
      if (error instanceof GiveUp) throw error;
      last = reasonOf(error);
    }
    if (performance.now() >= end) throw new LabError(`${what}: not so after ${deadlineMs / 1000} s (${last})`);
    await pause(options.everyMs ?? 100);
  }
}
