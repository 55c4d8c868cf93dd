/** What work gives, and the microseconds of processor time it took. */
export interface Timed<T> {
  readonly result: T;
  readonly microseconds: number;
}

/** Does the work, again where it took longer than the bound, three times at most; gives the quickest. The process' other threads, which collect the garbage of earlier tests, count too and can only add. */
export async function processorTime<T>(work: () => T | Promise<T>, boundMicroseconds: number): Promise<Timed<T>> {
  let best: Timed<T> | undefined;
  for (let times = 0; times < 3 && (best === undefined || best.microseconds >= boundMicroseconds); times += 1) {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    if (best === undefined || user + system < best.microseconds) best = { result, microseconds: user + system };
  }
  if (best === undefined) throw new Error("nothing was done");
  return best;
}
