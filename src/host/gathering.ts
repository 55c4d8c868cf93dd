/** Milliseconds for which what was read is good, as long as nothing is written or run. */
export const freshMs = 5_000;

type Question<Value> = (paths: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

/** A question that is about to be asked. */
interface Waiting<Value> {
  readonly paths: Set<string>;
  readonly answer: Promise<ReadonlyMap<string, Value>>;
}

interface Known<Value> {
  readonly at: number;
  /** undefined: nothing is at the path. */
  readonly value: Value | undefined;
}

/** One kind of question: those asked at the same moment go as one, and an answer is good for five seconds. */
export class Gathering<Value> {
  readonly #question: Question<Value>;
  #known = new Map<string, Promise<Known<Value>>>();
  #waiting: Waiting<Value> | null = null;

  constructor(question: Question<Value>) {
    this.#question = question;
  }

  /** What was asked before an effect is no answer after it. */
  forget(): void {
    this.#known = new Map();
    this.#waiting = null;
  }

  /** What is known, or was until it grew old. */
  paths(): readonly string[] {
    return [...this.#known.keys()];
  }

  /** Takes answers for true that were found a moment ago; null is nothing. What was asked meanwhile is newer. */
  learn(answers: ReadonlyMap<string, Value | null>): void {
    const at = performance.now();
    for (const [path, value] of answers) {
      if (!this.#known.has(path)) this.#known.set(path, Promise.resolve({ at, value: value ?? undefined }));
    }
  }

  async ask(paths: readonly string[]): Promise<ReadonlyMap<string, Value>> {
    const found = await Promise.all(paths.map((path) => this.#one(path)));
    const answer = new Map<string, Value>();
    for (const [at, { value }] of found.entries()) if (value !== undefined) answer.set(paths[at] ?? "", value);
    return answer;
  }

  async #one(path: string): Promise<Known<Value>> {
    const known = this.#known.get(path);
    if (known !== undefined) {
      const answer = await known.catch(() => null);
      if (answer !== null && performance.now() - answer.at < freshMs) return answer;
      if (this.#known.get(path) === known) this.#known.delete(path);
    }
    const again = this.#known.get(path);
    if (again !== undefined) return again;
    const asked = this.#gathered(path);
    this.#known.set(path, asked);
    asked.catch(() => undefined);
    return asked;
  }

  /** A question that fails for all is asked for each path alone: one bad path must not spoil the others. */
  async #gathered(path: string): Promise<Known<Value>> {
    const waiting = this.#waiting ?? this.#open();
    waiting.paths.add(path);
    const answer = await waiting.answer.catch((error: unknown) => {
      if (waiting.paths.size === 1) throw error;
      return this.#question([path]);
    });
    return { at: performance.now(), value: answer.get(path) };
  }

  #open(): Waiting<Value> {
    const paths = new Set<string>();
    const turn = new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    const answer = turn.then(() => {
      if (this.#waiting?.paths === paths) this.#waiting = null;
      return this.#question([...paths]);
    });
    const waiting = { paths, answer };
    this.#waiting = waiting;
    return waiting;
  }
}
