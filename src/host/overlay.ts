import { posix } from "node:path";
import type { Duplex } from "node:stream";
import { directoryState } from "./file-state.ts";
import type { Command, ExecResult, FileState, FileWrite, HostView, StreamTarget } from "./host.ts";
import { seenContent } from "./secret-path.ts";

/** A machine as it will be when promised writes are done. Commands and streams still meet the machine as it is. */
export class Overlay implements HostView {
  readonly name: string;
  readonly #view: HostView;
  /** Later promises stand above earlier ones: the order of writes is kept by taking away what a removal covers. */
  readonly #promised = new Map<string, FileState | null>();

  constructor(view: HostView) {
    this.#view = view;
    this.name = view.name;
  }

  /** Takes the writes as done. */
  promise(writes: readonly FileWrite[]): void {
    for (const { path, state } of writes) {
      if (state === null)
        for (const below of this.#promised.keys()) if (isBelow(below, path)) this.#promised.delete(below);
      this.#promised.set(path, state?.type === "file" ? asSeen(path, state) : state);
    }
  }

  async read(paths: readonly string[]): Promise<ReadonlyMap<string, FileState>> {
    const answers = new Map(await this.#view.read(paths.filter((path) => this.#word(path) === undefined)));
    for (const path of paths) {
      const state = this.#word(path) ?? (answers.has(path) ? undefined : this.#parentOfPromise(path));
      if (state != null) answers.set(path, state);
    }
    return answers;
  }

  async list(directories: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const answers = await this.#view.list(directories);
    const merged = new Map<string, readonly string[]>();
    for (const directory of directories) {
      const own = answers.get(directory);
      const names = new Set((own ?? []).filter((name) => this.#word(posix.join(directory, name)) !== null));
      if (this.#word(directory) === null) names.clear();
      for (const [path, state] of this.#promised) {
        const name =
          state !== null && isBelow(path, directory) ? posix.relative(directory, path).split("/")[0] : undefined;
        if (name !== undefined) names.add(name);
      }
      const there = names.size > 0 || (this.#word(directory) ?? (own === undefined ? null : own)) !== null;
      if (there) merged.set(directory, [...names].sort());
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
    for (const [removed, state] of this.#promised) if (state === null && isBelow(path, removed)) return null;
    return undefined;
  }

  /** Missing parents of a promised write come with it. */
  #parentOfPromise(path: string): FileState | undefined {
    for (const [promised, state] of this.#promised)
      if (state !== null && isBelow(promised, path)) return directoryState();
    return undefined;
  }
}

function isBelow(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}

function asSeen(path: string, state: FileState & { type: "file" }): FileState {
  return typeof state.content === "string" ? { ...state, content: seenContent(path, state.content) } : state;
}
