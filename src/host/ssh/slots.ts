/** A number of places; who comes when all are taken waits in line. */
export class Slots {
  #limit: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Resolves when a place is the caller's. `lookAgain` is called before each wait, and may throw where waiting is in vain. */
  async take(lookAgain: () => void = () => {}): Promise<void> {
    while (this.#taken >= this.#limit) {
      lookAgain();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#taken += 1;
  }

  /** Has all who wait look again. */
  wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  give(): void {
    this.#taken -= 1;
    this.#waiting.shift()?.();
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
}
