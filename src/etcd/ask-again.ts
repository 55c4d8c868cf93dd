import { setTimeout as pause } from "node:timers/promises";
import { KubewrightError } from "../errors.ts";

/** What etcd answers while it has no leader, or waits for a member that votes since a moment. It passes, and what was asked may have been carried out. */
export const etcdPauses: readonly string[] = ["ETCD_UNHEALTHY", "ETCD_TIMEOUT"];

/** How long etcd is asked again. */
export interface Patience {
  /** Milliseconds from the first question on. */
  readonly withinMs: number;
  /** Milliseconds between two questions. */
  readonly everyMs: number;
  readonly signal: AbortSignal;
  /** The refusals that pass by themselves; every KubewrightError when left out. */
  readonly passing?: readonly string[];
}

/** etcd's answer, asked again while it refuses for a reason that passes. Rejects with its last refusal when the time is up, and at once when the signal comes. */
export async function askAgain<Answer>(ask: () => Promise<Answer>, patience: Patience): Promise<Answer> {
  const { withinMs, everyMs, signal, passing } = patience;
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const passes = error instanceof KubewrightError && passing?.includes(error.code) !== false;
      if (!passes || performance.now() > deadline) throw error;
    }
    await pause(everyMs, undefined, { signal });
  }
}

/** Waits for the request; a refusal of this code means that it has been carried out before. */
export async function doneWhen(code: string, request: Promise<void>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof KubewrightError && error.code === code)) throw error;
  }
}
