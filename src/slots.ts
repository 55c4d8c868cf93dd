/** A number of places. Who comes when all are taken waits in line; the place that is given back is the first one's in it. */
export class Slots {
  #limit: number;
  #taken = 0;
  #kept = 0;
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  get kept(): number {
    return this.#kept;
  }

  /** Resolves when a place is the caller's. */
  async take(): Promise<void> {
    if (this.#isFree) this.#taken += 1;
    else await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Resolves with true when a place is the caller's, with false when `ms` milliseconds pass or the signal comes before. */
  takeWithin(ms: number, signal?: AbortSignal): Promise<boolean> {
    if (signal?.aborted === true) return Promise.resolve(false);
    if (this.#isFree) {
      this.#taken += 1;
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

  give(): void {
    this.#taken -= 1;
    this.#handOn();
  }

  /** Says that a taken place stays taken for long: one more is free then at least, or all others would wait for it. */
  keep(): void {
    this.#kept += 1;
    this.#handOn();
  }

  /** Gives back a place that was kept. */
  giveKept(): void {
    this.#kept -= 1;
    this.give();
  }

  /** Fewer places from now on, never fewer than one; who has one keeps it. */
  shrinkTo(limit: number): void {
    this.#limit = Math.max(1, Math.min(this.#limit, limit));
  }

  /** Runs the work in a place. */
  async with<T>(work: () => Promise<T>): Promise<T> {
    await this.take();
    try {
      return await work();
    } finally {
      this.give();
    }
  }

  get #isFree(): boolean {
    return this.#taken < Math.max(this.#limit, this.#kept + 1);
  }

  #handOn(): void {
    for (const next of this.#waiting) {
      if (!this.#isFree) return;
      this.#taken += 1;
      this.#waiting.delete(next);
      next();
    }
  }
}
