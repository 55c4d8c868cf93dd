import { setTimeout as pause } from "node:timers/promises";
import { StaleConnection } from "./exchange.ts";
import type { HttpAnswer, HttpRequest } from "./http.ts";
import { pauseAfterAnswer, pauseAfterFailure, type RetryRule } from "./retry.ts";
import { NotConnected, TransportFailure, transportFailure } from "./transport-failure.ts";

/** kubeadm's limit for a request, in milliseconds. */
export const defaultDeadlineMs = 10_000;

/** One answer for a request, asked for again and again as its rule and its deadlines allow. Rejects with TransportFailure. */
export async function withRetries(
  request: HttpRequest,
  once: (request: HttpRequest, deadlineMs: number) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const began = performance.now();
  const { deadlineMs = defaultDeadlineMs, crowdedMs = 0 } = request;
  const rule = ruleOf(request);
  let ends = began + deadlineMs;
  for (let attempt = 0; ; attempt++) {
    const left = Math.max(1, ends - performance.now());
    const result = await once(request, Math.min(left, deadlineMs)).catch((error: unknown) => transportFailure(error));
    if (result instanceof StaleConnection && rule.repeatable) continue;
    const failed = result instanceof TransportFailure;
    const isCrowded = !failed && result.status === 429;
    ends = began + (isCrowded ? Math.max(deadlineMs, crowdedMs) : deadlineMs);
    const pauseMs = failed ? pauseAfterFailure(rule, result.reason, attempt) : pauseAfterAnswer(rule, result, attempt);
    if (pauseMs === null || performance.now() + pauseMs >= ends) {
      if (failed) throw result.reason === "timeout" ? lateAfter(performance.now() - began, result) : result;
      return result;
    }
    await pause(pauseMs, undefined, request.signal === undefined ? {} : { signal: request.signal }).catch(() => {
      throw new TransportFailure("aborted", "the request was given up");
    });
  }
}

/** Of all that was waited: for a connection, for earlier attempts and for the last, to which little time may have been left. */
function lateAfter(ms: number, last: TransportFailure): TransportFailure {
  const Late = last instanceof NotConnected ? NotConnected : TransportFailure;
  return new Late("timeout", `no answer in ${Math.round(ms)} ms`);
}

function ruleOf({ method, retry = "safe", refused = "retry", repeatable }: HttpRequest): RetryRule {
  return { retry, refused, repeatable: repeatable ?? method !== "POST" };
}
