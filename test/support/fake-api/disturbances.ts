/** What the server does instead of answering, for the next requests that match. */
export interface Disturbance {
  /** Of "METHOD /path?query"; all requests when left out. */
  readonly match?: RegExp;
  /** How often; once when left out. */
  readonly times?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds before anything is said. */
  readonly delayMs?: number;
  /** Breaks the connection after so many bytes of the body. */
  readonly cutAfter?: number;
}

/** What is to go wrong, in the order in which it was asked for. */
export class Disturbances {
  #planned: (Disturbance & { left: number })[] = [];

  add(disturbance: Disturbance): void {
    this.#planned.push({ ...disturbance, left: disturbance.times ?? 1 });
  }

  clear(): void {
    this.#planned = [];
  }

  /** What happens to a request, "METHOD /path?query"; used up by that. */
  next(line: string): Disturbance | undefined {
    const found = this.#planned.find((one) => one.left > 0 && (one.match?.test(line) ?? true));
    if (found !== undefined) found.left -= 1;
    return found;
  }
}
