import { posix } from "node:path";
import type { Duplex } from "node:stream";
import { directoryState } from "./file-state.ts";
import type { Command, ExecResult, FileState, FileWrite, HostView, StreamTarget } from "./host.ts";
import { seenContent } from "./secret-path.ts";

/** A machine as it will be when promised writes are done. Commands and streams still meet the machine as it is. */
export class Overlay implements HostView {
  readonly name: string;
  readonly #view: HostView;
  readonly #promised = new Map<string, FileState>();
  /** Missing parents come with a promised write, and stay when it is taken back. */
  readonly #parents = new Set<string>();
  /** What the machine holds at and below these is gone, whatever is promised there since. */
  readonly #removed = new Set<string>();

  constructor(view: HostView) {
    this.#view = view;
    this.name = view.name;
  }

  /** Takes the writes as done. */
  promise(writes: readonly FileWrite[]): void {
    for (const { path, state } of writes) {
      if (state === null) {
        this.#remove(path);
        continue;
      }
      this.#promised.set(path, state.type === "file" ? asSeen(path, state) : state);
      for (let up = posix.dirname(path); up !== "/"; up = posix.dirname(up)) this.#parents.add(up);
    }
  }

  async read(paths: readonly string[]): Promise<ReadonlyMap<string, FileState>> {
    const answers = new Map(await this.#view.read(paths.filter((path) => this.#word(path) === undefined)));
    for (const path of paths) {
      const isParent = this.#parents.has(path) && !answers.has(path);
      const state = this.#word(path) ?? (isParent ? directoryState() : undefined);
      if (state != null) answers.set(path, state);
    }
    return answers;
  }

  async list(directories: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const answers = await this.#view.list(directories);
    const merged = new Map<string, readonly string[]>();
    for (const directory of directories) {
      const word = this.#word(directory);
      const own = word === null ? undefined : answers.get(directory);
      const kept = (own ?? []).filter((name) => this.#word(posix.join(directory, name)) !== null);
      const promised = this.#namesPromisedIn(directory);
      const isThere = own !== undefined || word?.type === "directory" || this.#parents.has(directory);
      if (isThere) merged.set(directory, [...new Set([...kept, ...promised])].sort());
    }
    return merged;
  }

  async modified(paths: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const answers = new Map(await this.#view.modified(paths.filter((path) => this.#word(path) === undefined)));
    for (const path of paths) if (this.#word(path) != null) answers.set(path, Number.POSITIVE_INFINITY);
    return answers;
  }

  probe(command: Command): Promise<ExecResult> {
    return this.#view.probe(command);
  }

  dial(target: StreamTarget): Promise<Duplex> {
    return this.#view.dial(target);
  }

  /** What is promised for a path: a state, null (gone), or undefined when no promise touches it. */
  #word(path: string): FileState | null | undefined {
    const own = this.#promised.get(path);
    if (own !== undefined) return own;
    return [...this.#removed].some((removed) => path === removed || isBelow(path, removed)) ? null : undefined;
  }

  #remove(path: string): void {
    this.#removed.add(path);
    for (const gone of [...this.#promised.keys(), ...this.#parents]) {
      if (gone !== path && !isBelow(gone, path)) continue;
      this.#promised.delete(gone);
      this.#parents.delete(gone);
    }
  }

  #namesPromisedIn(directory: string): string[] {
    const paths = [...this.#promised.keys(), ...this.#parents].filter((path) => isBelow(path, directory));
    return paths.map((path) => posix.relative(directory, path).split("/")[0] ?? "");
  }
}

function isBelow(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}

function asSeen(path: string, state: FileState & { type: "file" }): FileState {
  return typeof state.content === "string" ? { ...state, content: seenContent(path, state.content) } : state;
}
