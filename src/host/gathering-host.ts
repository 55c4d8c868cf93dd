import type { FileState, Host } from "./host.ts";

/** Milliseconds for which what was read is good, as long as nothing is written or run. */
const freshMs = 5_000;

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

/**
 * A machine that is far away: questions of the same kind that are asked at the same moment go as one, and what was read
 * is not asked for again for five seconds. A write or a command makes all of it forgotten.
 */
export function gatheringHost(host: Host): Host {
  const files = new Gathering<FileState>((paths) => host.read(paths));
  const lists = new Gathering<readonly string[]>((paths) => host.list(paths));
  const times = new Gathering<number>((paths) => host.modified(paths));
  const forget = <T>(effect: () => Promise<T>): Promise<T> => {
    const all = [files, lists, times];
    for (const gathering of all) gathering.forget();
    return effect().finally(() => {
      for (const gathering of all) gathering.forget();
    });
  };
  return {
    name: host.name,
    read: (paths) => files.ask(paths),
    list: (paths) => lists.ask(paths),
    modified: (paths) => times.ask(paths),
    probe: (command) => host.probe(command),
    dial: (target) => host.dial(target),
    write: (writes) => forget(() => host.write(writes)),
    run: (command) => forget(() => host.run(command)),
    hold: (path, holder) => host.hold(path, holder),
    lost: () => host.lost?.() ?? null,
    close: () => host.close(),
  };
}

type Question<Value> = (paths: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

class Gathering<Value> {
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
