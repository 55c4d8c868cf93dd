import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { HostView } from "../host/host.ts";

/** Milliseconds between two looks for a reason to give up: the look costs several commands. */
const lookEveryMs = 5_000;

/**
 * A wait that also asks, every five seconds, whether the condition can ever come true.
 * @param permanent a cause that cannot heal by itself, or null.
 */
export function failingEarly(
  wait: Fact<WaitAnswer>,
  permanent: (view: HostView) => Promise<WaitAnswer["failed"] | null>,
): Fact<WaitAnswer> {
  let looked: number | undefined;
  return {
    name: wait.name,
    async read(view) {
      const answer = await wait.read(view);
      if (answer.done || answer.failed !== undefined) return answer;
      const now = performance.now();
      looked ??= now;
      if (now - looked < lookEveryMs) return answer;
      looked = now;
      const failed = await permanent(view);
      return failed ? { ...answer, failed } : answer;
    },
  };
}
