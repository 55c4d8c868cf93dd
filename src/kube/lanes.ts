/**
 * Lets so many requests to one peer go at once; others wait in line. Node's pool counts a connection only when it is open: of
 * ten requests at the same moment each would get one of its own, and those too many be thrown away afterwards.
 */
export class Lanes {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(lanes: number) {
    this.#free = lanes;
  }

  /** Resolves with true when a lane is the caller's, with false when `ms` milliseconds pass or the signal comes before. */
  take(ms: number, signal?: AbortSignal): Promise<boolean> {
    if (signal?.aborted === true) return Promise.resolve(false);
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const end = (isMine: boolean): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", giveUp);
        this.#waiting.delete(take);
        resolve(isMine);
      };
      const take = (): void => end(true);
      const giveUp = (): void => end(false);
      const timer = setTimeout(giveUp, ms);
      signal?.addEventListener("abort", giveUp);
      this.#waiting.add(take);
    });
  }

  /** Gives a lane to the one who has waited longest. */
  give(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#free += 1;
    else next();
  }
}
