/** A number of places; who comes when all are taken waits in line. */
export class Slots {
  #limit: number;
  #taken = 0;
  #kept = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Resolves when a place is the caller's. */
  async take(): Promise<void> {
    while (this.#taken >= Math.max(this.#limit, this.#kept + 1)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#taken += 1;
  }

  /** Says that a taken place stays taken for long: one more is free then at least, or all others would wait for it. */
  keep(): void {
    this.#kept += 1;
    this.#waiting.shift()?.();
  }

  /** Gives back a place that was kept. */
  giveKept(): void {
    this.#kept -= 1;
    this.give();
  }

  get kept(): number {
    return this.#kept;
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
