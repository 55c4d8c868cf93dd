import type { IncomingHttpHeaders } from "node:http";
import type { FailureReason } from "./transport-failure.ts";

/** What a retry may assume about a request. */
export interface RetryRule {
  /** "none": one attempt; "safe": again where a second one can do no harm. */
  readonly retry: "none" | "safe";
  /** Whether a peer that does not listen is tried again. */
  readonly refused: "fail" | "retry";
  /** Whether carrying the request out twice does no harm. */
  readonly repeatable: boolean;
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
  return reason === "reset" && rule.repeatable ? backOff(attempt) : null;
}

/**
 * Milliseconds until the next attempt after an answer; null when the answer stands. Of requests that a crowded server turned
 * away together each comes again at a moment of its own, further and further apart: together they would be turned away again.
 * @param chance from 0 to 1
 */
export function pauseAfterAnswer(
  rule: RetryRule,
  answer: { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string },
  attempt: number,
  chance: number = Math.random(),
): number | null {
  if (rule.retry === "none") return null;
  const turnedAway = answer.status === 429 || answer.status === 503;
  if (!turnedAway && !(rule.repeatable && passes(answer))) return null;
  return Math.round((retryAfter(answer.headers) ?? backOff(attempt) / 2) + chance * backOff(attempt + 1));
}

/** An API server answers 500 to what it can never do, too: only with its storage's words is it worth another try. */
function passes({ status, body }: { readonly status: number; readonly body: string }): boolean {
  if (status === 500) return /etcdserver|leader changed|context deadline exceeded|re\)?initializing/.test(body);
  return status > 500;
}

function backOff(attempt: number): number {
  return Math.min(firstPauseMs * 2 ** attempt, longestPauseMs);
}

function retryAfter(headers: IncomingHttpHeaders): number | null {
  const text = headers["retry-after"];
  if (text === undefined || !/^\d{1,6}$/.test(text)) return null;
  return Math.min(Number(text) * 1_000, longestRetryAfterMs);
}
