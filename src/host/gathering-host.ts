import type { Command, ExecResult, FileState, FileWrite, Host } from "./host.ts";

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

/** A machine that is far away, and remembers. */
export interface GatheringHost extends Host {
  /**
   * Asks now what will be asked soon: the next `probe` of the same words within five seconds and before any effect gets this
   * answer, and only that one; who looks twice sees twice.
   */
  anticipate(command: Command): void;
}

/**
 * A machine that is far away: questions of the same kind that are asked at the same moment go as one, and what was read
 * is not asked for again for five seconds; commands are run each time, unless they were anticipated. A write or a command makes all of it forgotten;
 * behind a write the machine looks again at once at the files, directories and times that were known.
 */
export function gatheringHost(host: Host): GatheringHost {
  const files = new Gathering<FileState>((paths) => host.read(paths));
  const lists = new Gathering<readonly string[]>((paths) => host.list(paths));
  const times = new Gathering<number>((paths) => host.modified(paths));
  const commands = new Anticipated((command) => host.probe(command));
  const forget = (): void => {
    for (const gathering of [files, lists, times, commands]) gathering.forget();
  };
  let begun = 0;
  let underWay = 0;
  const effect = async <T>(work: () => Promise<T>): Promise<T> => {
    begun += 1;
    underWay += 1;
    forget();
    try {
      return await work();
    } finally {
      underWay -= 1;
      forget();
    }
  };
  const write = async (writes: readonly FileWrite[]): Promise<void> => {
    const { writeThenLook } = host;
    if (writeThenLook === undefined) return effect(() => host.write(writes));
    const written = writes.map(({ path }) => path);
    const looks = {
      files: [...new Set([...written, ...files.paths()])],
      directories: lists.paths(),
      times: times.paths(),
    };
    const isAlone = underWay === 0;
    const place = begun + 1;
    const looked = await effect(() => writeThenLook(writes, looks));
    // Another effect may have come after the look.
    if (!isAlone || begun !== place) return;
    files.learn(looked.files);
    lists.learn(looked.lists);
    times.learn(looked.times);
  };
  return {
    name: host.name,
    read: (paths) => files.ask(paths),
    list: (paths) => lists.ask(paths),
    modified: (paths) => times.ask(paths),
    probe: (command) => commands.ask(command),
    anticipate: (command) => commands.begin(command),
    dial: (target) => host.dial(target),
    write,
    run: (command) => effect(() => host.run(command)),
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

/** Answers to commands that are asked for before they are needed; each is given once. */
class Anticipated {
  readonly #question: (command: Command) => Promise<ExecResult>;
  #begun = new Map<string, { readonly at: number; readonly answer: Promise<ExecResult> }>();

  constructor(question: (command: Command) => Promise<ExecResult>) {
    this.#question = question;
  }

  forget(): void {
    this.#begun = new Map();
  }

  begin(command: Command): void {
    const answer = this.#question(command);
    answer.catch(() => undefined);
    this.#begun.set(wordsOf(command), { at: performance.now(), answer });
  }

  ask(command: Command): Promise<ExecResult> {
    const words = wordsOf(command);
    const begun = this.#begun.get(words);
    this.#begun.delete(words);
    const isFresh = begun !== undefined && performance.now() - begun.at < freshMs && command.stdin === undefined;
    return isFresh ? begun.answer : this.#question(command);
  }
}

function wordsOf({ argv }: Command): string {
  return argv.join("\0");
}
