import { posix } from "node:path";
import { type Duplex, duplexPair } from "node:stream";
import type { Command, ExecResult, FileState, FileWrite, HeldLock, Host, StreamTarget } from "../../src/host/host.ts";
import { lockedError } from "../../src/host/lock-error.ts";
import { commandLine } from "../../src/host/shell.ts";
import { temporaryName } from "../../src/host/temporary-name.ts";
import { refuseOddPaths } from "../../src/host/write-path.ts";
import { reveal } from "../../src/secret.ts";
import { Fuse } from "./fuse.ts";
import { MemoryFiles } from "./memory-files.ts";

/** A command as it reaches a handler. */
export interface Call {
  readonly host: MemoryHost;
  readonly argv: readonly string[];
  /** The command as one shell line. */
  readonly line: string;
  readonly stdin: string;
  readonly command: Command;
}

/** Answers a command: a text is standard output with exit code 0. */
export type Handler = (call: Call) => ExecResult | string | Promise<ExecResult | string>;

/** A string matches the line or its beginning up to a blank. */
export type Match = string | RegExp | ((argv: readonly string[]) => boolean);

/** A machine in memory. Writes keep the contract of a real one; commands do what the test says; the fuse cuts its power. */
export class MemoryHost implements Host {
  readonly name: string;
  /** Each effect in the order it was done: "write /path", "remove /path", "run systemctl restart kubelet". */
  readonly effects: string[] = [];
  readonly files: MemoryFiles;
  /** Milliseconds since the epoch; every effect takes one. */
  clock = Date.UTC(2026, 0, 1);
  fuse: Fuse;
  readonly #handlers: { readonly match: Match; readonly handler: Handler }[] = [];
  readonly #servers = new Map<string, (stream: Duplex) => void>();
  readonly #locks = new Map<string, string>();
  readonly #whenBooted: (() => void)[] = [];

  constructor(name = "node1", options: { readonly fuse?: Fuse } = {}) {
    this.name = name;
    this.fuse = options.fuse ?? new Fuse();
    this.files = new MemoryFiles(() => this.clock);
  }

  /** Lays a file there before the test begins: no effect. */
  put(path: string, content: string, mode = 0o644, owner = "0:0"): this {
    this.files.place({ path, state: { type: "file", content, mode, owner } });
    return this;
  }

  /** Answers the commands that match, until a later `on` does. */
  on(match: Match, handler: Handler): this {
    this.#handlers.unshift({ match, handler });
    return this;
  }

  /** Answers connections to the target. */
  serve(target: StreamTarget, onConnect: (stream: Duplex) => void): this {
    this.#servers.set(targetKey(target), onConnect);
    return this;
  }

  /** Nobody answers at the target from here on. */
  unserve(target: StreamTarget): this {
    this.#servers.delete(targetKey(target));
    return this;
  }

  /** Calls back after each boot. */
  whenBooted(call: () => void): this {
    this.#whenBooted.push(call);
    return this;
  }

  /** After a power cut: what was not synced is torn or lost, /run is empty, locks are free, and the new fuse is in. */
  boot(fuse: Fuse = new Fuse()): void {
    this.files.lose();
    this.#locks.clear();
    this.fuse = fuse;
    for (const call of this.#whenBooted) call();
  }

  /** All files as they lie there, secrets as plain text: what two ends of a test are compared by. */
  tree(): Map<string, FileState> {
    return new Map(
      [...this.files.all()].map(([path, state]) => [
        path,
        state.type === "file" ? { ...state, content: reveal(state.content) } : state,
      ]),
    );
  }

  /** The text of a file, or of what a link leads to; null where there is none. */
  text(path: string): string | null {
    const state = this.files.get(path);
    if (state?.type === "symlink") return this.text(state.target);
    return state?.type === "file" ? reveal(state.content) : null;
  }

  async read(paths: readonly string[]): Promise<ReadonlyMap<string, FileState>> {
    return this.#each(paths, (path) => this.files.get(path));
  }

  async list(directories: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.#each(directories, (path) => this.files.names(path));
  }

  async modified(paths: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.#each(paths, (path) => this.files.modified(path));
  }

  async probe(command: Command): Promise<ExecResult> {
    this.fuse.check();
    return this.#answer(command, true);
  }

  async run(command: Command): Promise<ExecResult> {
    this.#effect(`run ${commandLine(command.argv)}`);
    const result = await this.#answer(command);
    this.fuse.check();
    return result;
  }

  /** A cut in the middle leaves the files before it, of which the last ones of a directory may be lost (no sync of it yet), and a torn temporary file. */
  async write(writes: readonly FileWrite[]): Promise<void> {
    await Promise.resolve();
    refuseOddPaths(writes);
    const unsure: { readonly path: string; readonly before: FileState | undefined }[] = [];
    for (const write of writes) {
      // A local host syncs directories after the last rename of a run of files; what is no file waits for that.
      if (write.state?.type !== "file") unsure.length = 0;
      try {
        this.#effect(`${write.state === null ? "remove" : "write"} ${write.path}`);
      } catch (cut) {
        this.#cutDuring(write, unsure);
        throw cut;
      }
      unsure.push({ path: write.path, before: this.files.all().get(write.path) });
      this.files.place(write);
      // Every writing of a path clears away what a cut left under its temporary name.
      if (write.state !== null) this.files.place({ path: temporaryName(write.path), state: null });
    }
  }

  async dial(target: StreamTarget): Promise<Duplex> {
    this.fuse.check();
    const server = this.#servers.get(targetKey(target));
    if (server === undefined) {
      const code = "socket" in target ? "ENOENT" : "ECONNREFUSED";
      throw Object.assign(new Error(`connect ${code} ${targetKey(target)}`), { code });
    }
    const [mine, theirs] = duplexPair();
    server(theirs);
    return mine;
  }

  async hold(path: string, holder: string): Promise<HeldLock> {
    this.fuse.check();
    const other = this.#locks.get(path);
    if (other !== undefined) throw lockedError(this.name, path, other);
    this.#locks.set(path, holder);
    return {
      release: async () => {
        if (this.#locks.get(path) === holder) this.#locks.delete(path);
      },
    };
  }

  async close(): Promise<void> {}

  #effect(text: string): void {
    this.fuse.burn();
    this.clock++;
    this.effects.push(text);
  }

  #cutDuring(
    write: FileWrite,
    unsure: readonly { readonly path: string; readonly before: FileState | undefined }[],
  ): void {
    // By turns: the last half of all of them, or of those in one directory while the other directories made it to the disk.
    const directory = posix.dirname(unsure[0]?.path ?? write.path);
    const among = this.fuse.effects % 2 === 0 ? unsure : unsure.filter(({ path }) => posix.dirname(path) === directory);
    const lost = among.slice(Math.ceil(among.length / 2)).reverse();
    for (const { path, before } of lost) this.files.place({ path, state: before ?? null });
    if (write.state?.type !== "file") return;
    const text = reveal(write.state.content);
    this.files.place({
      path: temporaryName(write.path),
      state: { ...write.state, content: text.slice(0, text.length / 2) },
    });
  }

  async #answer(command: Command, isProbe = false): Promise<ExecResult> {
    const { argv } = command;
    const line = commandLine(argv);
    const found = this.#handlers.find(({ match }) => matches(match, argv, line));
    if (found === undefined) return { code: -1, stdout: "", stderr: `spawn ${argv[0]} ENOENT\n` };
    const stdin = command.stdin === undefined ? "" : reveal(command.stdin);
    const changes = this.files.changes;
    const answering = found.handler({ host: this, argv, line, stdin, command });
    // Only until the handler waits for something: then others may be changing the machine.
    if (isProbe && this.files.changes !== changes) throw new Error(`a probe changed the machine: ${line}`);
    const answer = await answering;
    return typeof answer === "string" ? { code: 0, stdout: answer, stderr: "" } : answer;
  }

  async #each<T>(paths: readonly string[], ask: (path: string) => T | undefined): Promise<Map<string, T>> {
    await Promise.resolve();
    this.fuse.check();
    const answers = paths.map((path) => [path, ask(path)] as const);
    return new Map(answers.filter((answer): answer is readonly [string, T & {}] => answer[1] !== undefined));
  }
}

function matches(match: Match, argv: readonly string[], line: string): boolean {
  if (typeof match === "function") return match(argv);
  if (match instanceof RegExp) return match.test(line);
  return line === match || line.startsWith(`${match} `);
}

function targetKey(target: StreamTarget): string {
  return "socket" in target ? `unix:${target.socket}` : `${target.host ?? "127.0.0.1"}:${target.port}`;
}
