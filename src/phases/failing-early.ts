import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { HostView } from "../host/host.ts";

/** Milliseconds between two looks for a reason to give up where nothing else is said: the look costs some fifteen commands. */
const usuallyEveryMs = 5_000;

/**
 * A wait that also asks from time to time whether the condition can ever come true, for the first time after the first pause.
 * @param permanent a cause that cannot heal by itself, or null
 * @param everyMs the pause between two such questions; five seconds when left out
 */
export function failingEarly(
  wait: Fact<WaitAnswer>,
  permanent: (view: HostView) => Promise<WaitAnswer["failed"] | null>,
  everyMs = usuallyEveryMs,
): Fact<WaitAnswer> {
  let looked: number | undefined;
  return {
    name: wait.name,
    async read(view) {
      const answer = await wait.read(view);
      if (answer.done || answer.failed !== undefined) return answer;
      const now = performance.now();
      looked ??= now;
      if (now - looked < everyMs) return answer;
      looked = now;
      const failed = await permanent(view);
      return failed ? { ...answer, failed } : answer;
    },
  };
}
