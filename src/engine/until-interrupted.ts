import { interrupted, stopIfInterrupted } from "./fail.ts";

/**
 * What work that changes nothing comes to, or INTERRUPTED as soon as the signal comes: what the work brings then is
 * nobody's, and its failure nobody's either.
 */
export async function untilInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined);
  stopIfInterrupted(signal);
  let stop = (): void => undefined;
  const interruption = new Promise<never>((_, reject) => {
    stop = () => reject(interrupted());
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, interruption]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
