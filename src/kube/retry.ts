import type { IncomingHttpHeaders } from "node:http";
import type { FailureReason } from "./transport-failure.ts";

/** What a retry may assume about a request. */
export interface RetryRule {
  readonly method: string;
  /** "none": one attempt; "safe": again where a second one can do no harm. */
  readonly retry: "none" | "safe";
  /** Whether a peer that does not listen is tried again. */
  readonly refused: "fail" | "retry";
}

/** First and longest pause between attempts, in milliseconds; each pause is twice the one before. */
const firstPauseMs = 50;
const longestPauseMs = 1_000;
/** A server that asks for a longer pause than this is not obeyed: the deadline decides. */
const longestRetryAfterMs = 10_000;

/** Milliseconds until the next attempt after a failure; null when there must not be one. */
export function pauseAfterFailure(rule: RetryRule, reason: FailureReason, attempt: number): number | null {
  if (rule.retry === "none") return null;
  if (reason === "refused" && rule.refused === "retry") return backOff(attempt);
  return reason === "reset" && mayRepeat(rule.method) ? backOff(attempt) : null;
}

/** Milliseconds until the next attempt after an answer; null when the answer stands. */
export function pauseAfterAnswer(
  rule: RetryRule,
  status: number,
  headers: IncomingHttpHeaders,
  attempt: number,
): number | null {
  if (rule.retry === "none") return null;
  const turnedAway = status === 429 || status === 503;
  if (!turnedAway && !(status >= 500 && mayRepeat(rule.method))) return null;
  return retryAfter(headers) ?? backOff(attempt);
}

/** A POST that was received makes something: it is repeated only when it was surely turned away. */
function mayRepeat(method: string): boolean {
  return method !== "POST";
}

function backOff(attempt: number): number {
  return Math.min(firstPauseMs * 2 ** attempt, longestPauseMs);
}

function retryAfter(headers: IncomingHttpHeaders): number | null {
  const text = headers["retry-after"];
  if (text === undefined || !/^\d{1,6}$/.test(text)) return null;
  return Math.min(Number(text) * 1_000, longestRetryAfterMs);
}
