/** Effects on a machine. What was known of it counts no more when one begins, nor when it has ended. */
export class Effects {
  readonly #forget: () => void;
  #begun = 0;
  #underWay = 0;

  constructor(forget: () => void) {
    this.#forget = forget;
  }

  async carryOut<T>(work: () => Promise<T>): Promise<T> {
    this.#begun += 1;
    this.#underWay += 1;
    this.#forget();
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      this.#forget();
    }
  }

  /** The same; `learn` gets what the work saw, unless another effect was under way or has begun since: then it may be so no more. */
  async carryOutAlone<T>(work: () => Promise<T>, learn: (seen: T) => void): Promise<void> {
    const isAlone = this.#underWay === 0;
    const place = this.#begun + 1;
    const seen = await this.carryOut(work);
    // In the same turn as the question: nothing can begin in between.
    if (isAlone && this.#begun === place) learn(seen);
  }
}
