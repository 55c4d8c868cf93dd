import { setTimeout as pause } from "node:timers/promises";

/** What may be better than to wait on. */
export interface Elsewhere {
  /** Milliseconds after which it is looked for, again and again. */
  readonly everyMs: number;
  /** The reason to give the question up; null where there is none. */
  readonly reason: () => Promise<Error | null>;
}

/** The question's answer, or a rejection with the reason to give it up when that is found first. */
export async function unlessElsewhere<T>(question: Promise<T>, { everyMs, reason }: Elsewhere): Promise<T> {
  const over = new AbortController();
  const givenUp = async (): Promise<never> => {
    for (;;) {
      await pause(everyMs, undefined, { signal: over.signal });
      const found = await reason();
      if (found !== null) throw found;
    }
  };
  return Promise.race([question, givenUp()]).finally(() => over.abort());
}
