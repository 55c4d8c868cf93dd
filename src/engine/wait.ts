import { type ErrorParts, KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import type { WaitAnswer, WaitChange } from "./change.ts";
import { NotYetKnown } from "./fact.ts";
import { interrupted, stopIfInterrupted } from "./fail.ts";

/** What waiting needs besides the machine. */
export interface Waiting {
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** Told each time the wait finds something else. */
  readonly progress: (text: string) => void;
}

/** Milliseconds between two looks when the wait does not say. */
const defaultEveryMs = 100;
/** Milliseconds between two looks while somebody listens for news: a connection that died in silence costs no more. */
const listeningMs = 1_000;
/** Milliseconds that the search for a reason may take after the deadline. */
const explainTimeoutMs = 30_000;

/** Returns when the condition is true. Errors: the wait's own code at its deadline (or what `explain` found), what `failed` says at once, INTERRUPTED, and HOST_CONNECTION_LOST as soon as the machine can be asked no more. */
export async function waitFor(wait: WaitChange, view: HostView, waiting: Waiting): Promise<void> {
  const deadline = waiting.now() + wait.timeoutMs;
  let found = "";
  let told: WaitAnswer | null = null;
  for (;;) {
    stopIfInterrupted(waiting.signal);
    const answer = told ?? (await look(wait, view, deadline, waiting));
    if (answer.done) return;
    if (answer.failed !== undefined) throw new KubewrightError(answer.failed.code, answer.failed);
    const lost = view.lost?.() ?? null;
    if (lost !== null) throw lost;
    if (answer.found !== "" && answer.found !== found) waiting.progress(answer.found);
    if (answer.found !== "") found = answer.found;
    const left = deadline - waiting.now();
    if (left <= 0) throw await timedOut(wait, view, found, waiting);
    told = await newsOrPause(wait, view, left, waiting);
  }
}

/** The news that comes before it is time for the next look; null when none does. `left` milliseconds are left to wait. */
async function newsOrPause(
  { news, everyMs = defaultEveryMs }: WaitChange,
  view: HostView,
  left: number,
  { sleep, signal }: Waiting,
): Promise<WaitAnswer | null> {
  const over = new AbortController();
  const ends = AbortSignal.any([signal, over.signal]);
  const pause = (ms: number) => sleep(Math.min(ms, left), ends).then(() => null);
  if (news === undefined) return pause(everyMs);
  try {
    const told = news(view, ends).catch(() => null);
    return await Promise.race([pause(listeningMs), told.then((answer) => answer ?? pause(everyMs))]);
  } finally {
    over.abort();
  }
}

/** One look, ended at the deadline at the latest. What the machine or a server refuses is "not yet"; a fault of this program is thrown. */
async function look(wait: WaitChange, view: HostView, deadline: number, waiting: Waiting): Promise<WaitAnswer> {
  try {
    return await beforeDeadline(wait.until.read(view), Math.max(deadline - waiting.now(), 1), waiting);
  } catch (error) {
    if (error instanceof KubewrightError && error.code === "INTERRUPTED") throw error;
    const found = refusal(error);
    if (found === null) throw error;
    return { done: false, found };
  }
}

/** What was refused, when an error says that a machine or a server does not answer yet; null for a fault of this program. */
export function refusal(error: unknown): string | null {
  if (error instanceof KubewrightError) return error.why === undefined ? error.what : `${error.what} ${error.why}`;
  if (error instanceof NotYetKnown) return error.message;
  // System errors ("ECONNREFUSED") carry a code; a TypeError of our own does not.
  return error instanceof Error && "code" in error ? error.message : null;
}

async function timedOut(wait: WaitChange, view: HostView, found: string, waiting: Waiting): Promise<KubewrightError> {
  const reason = await explained(wait, view, waiting);
  if (reason !== null) return new KubewrightError(reason.code, reason);
  return new KubewrightError(wait.code, {
    what: `${wait.title}: not within ${seconds(wait.timeoutMs)}.`,
    why: found === "" ? undefined : found,
    next: wait.next,
  });
}

/** A search for the reason that fails must not hide that the deadline passed. */
async function explained(
  wait: WaitChange,
  view: HostView,
  waiting: Waiting,
): Promise<(ErrorParts & { readonly code: string }) | null> {
  if (wait.explain === undefined) return null;
  waiting.progress("looking for the reason");
  try {
    return await beforeDeadline(wait.explain(view), explainTimeoutMs, waiting);
  } catch (error) {
    if (error instanceof KubewrightError && error.code === "INTERRUPTED") throw error;
    return null;
  }
}

/** The promise's answer, or a KubewrightError when `ms` pass or the user interrupts before it comes. */
function beforeDeadline<T>(promise: Promise<T>, ms: number, { signal }: Waiting): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = new KubewrightError("WAIT_NO_ANSWER", { what: "No answer came in time.", next: "" });
    const timer = setTimeout(() => reject(late), ms);
    const stop = (): void => reject(interrupted());
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    });
  });
}

function seconds(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${(ms / 1000).toFixed(1)} s`;
}
