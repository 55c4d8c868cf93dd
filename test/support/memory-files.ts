import { posix } from "node:path";
import type { FileState, FileWrite } from "../../src/host/host.ts";
import { seenContent } from "../../src/host/secret-path.ts";
import { reveal } from "../../src/secret.ts";

interface Entry {
  readonly state: FileState;
  readonly modified: number;
}

/** A file system in memory that knows which of its contents would survive a power cut. */
export class MemoryFiles {
  #entries = new Map<string, Entry>([["/", { state: { type: "directory", mode: 0o755, owner: "0:0" }, modified: 0 }]]);
  /** What lay at a path before a change that nobody has synced; undefined where nothing lay. */
  readonly #unsynced = new Map<string, Entry | undefined>();

  /** Where directories really lie, as long as nothing changes. */
  readonly #real = new Map<string, string>();

  #changes = 0;

  /** How often something was changed. */
  get changes(): number {
    return this.#changes;
  }

  constructor(readonly now: () => number) {}

  /** Becomes what another disk is, with what has not been synced there. */
  copy(other: MemoryFiles): void {
    this.#changed();
    this.#entries = new Map(other.#entries);
    this.#unsynced.clear();
    for (const [path, before] of other.#unsynced) this.#unsynced.set(path, before);
  }

  /** A synced write. Parents come with mode 0755; a directory is not replaced by a file. */
  place({ path: name, state }: FileWrite): void {
    const path = this.#resolved(name);
    this.#changed();
    this.#unsynced.delete(path);
    if (state === null) {
      this.#remove(path);
      return;
    }
    this.#makeParents(path);
    const there = this.#entries.get(path)?.state;
    if (there !== undefined && (there.type === "directory") !== (state.type === "directory")) {
      throw Object.assign(new Error(`EISDIR or ENOTDIR: ${path}`), { code: "EISDIR" });
    }
    this.#entries.set(path, { state, modified: this.now() });
  }

  /** What `mv` does where nothing is at the new name: a directory takes along what is in it. */
  rename(from: string, to: string): void {
    this.#changed();
    for (const [path, entry] of [...this.#entries]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.#entries.delete(path);
      this.#entries.set(to + path.slice(from.length), entry);
    }
  }

  /** A write as other programs do it: in place, and not synced. */
  scribble(name: string, state: FileState | null): void {
    const path = this.#resolved(name);
    this.#changed();
    if (!this.#unsynced.has(path)) this.#unsynced.set(path, this.#entries.get(path));
    if (state === null) {
      this.#remove(path);
      return;
    }
    this.#makeParents(path);
    this.#entries.set(path, { state, modified: this.now() });
  }

  /** Everything survives from here on. */
  sync(): void {
    this.#unsynced.clear();
  }

  /** What a power cut leaves: unsynced changes are torn or lost by turns, and /run and /tmp are empty. */
  lose(): void {
    this.#changed();
    let torn = true;
    for (const [path, before] of this.#unsynced) {
      const now = this.#entries.get(path)?.state;
      if (torn && now?.type === "file") this.#entries.set(path, { state: half(now), modified: this.now() });
      else if (before === undefined) this.#remove(path);
      else this.#entries.set(path, before);
      torn = !torn;
    }
    this.#unsynced.clear();
    for (const path of [...this.#entries.keys()]) if (/^\/(run|tmp)\//.test(path)) this.#remove(path);
  }

  get(path: string): FileState | undefined {
    const state = this.#entries.get(this.#resolved(path))?.state;
    if (state?.type !== "file") return state;
    return { ...state, content: seenContent(path, reveal(state.content)) };
  }

  modified(path: string): number | undefined {
    const entry = this.#entries.get(this.#resolved(path));
    if (entry?.state.type !== "symlink") return entry?.modified;
    return this.modified(posix.resolve(posix.dirname(path), entry.state.target));
  }

  names(directory: string): string[] | undefined {
    const path = this.#resolved(directory);
    if (this.#entries.get(path)?.state.type !== "directory") return undefined;
    return [...this.#entries.keys()]
      .filter((other) => other !== "/" && other.startsWith(path) && posix.dirname(other) === path)
      .map((other) => posix.basename(other))
      .sort();
  }

  /** Everything but the root, sorted by path. */
  all(): Map<string, FileState> {
    const sorted = [...this.#entries].filter(([path]) => path !== "/").sort(([a], [b]) => (a < b ? -1 : 1));
    return new Map(sorted.map(([path, { state }]) => [path, state]));
  }

  /** Links among the parents are followed, as a kernel does; the last part is not. */
  #resolved(path: string): string {
    const parent = posix.dirname(path);
    if (parent === path) return path;
    const above = this.#real.get(parent) ?? this.#resolved(parent);
    this.#real.set(parent, above);
    const link = this.#entries.get(above)?.state;
    const real = link?.type === "symlink" ? this.#resolved(posix.resolve(posix.dirname(above), link.target)) : above;
    return posix.join(real, posix.basename(path));
  }

  #changed(): void {
    this.#changes++;
    this.#real.clear();
  }

  #remove(path: string): void {
    for (const other of [...this.#entries.keys()]) {
      if (other === path || other.startsWith(`${path}/`)) this.#entries.delete(other);
    }
  }

  #makeParents(path: string): void {
    const parent = posix.dirname(path);
    const there = this.#entries.get(parent)?.state;
    if (there?.type === "directory") return;
    if (there !== undefined) throw Object.assign(new Error(`ENOTDIR: ${parent}`), { code: "ENOTDIR" });
    this.#makeParents(parent);
    this.#entries.set(parent, { state: { type: "directory", mode: 0o755, owner: "0:0" }, modified: this.now() });
  }
}

function half(state: FileState & { type: "file" }): FileState {
  const text = reveal(state.content);
  return { ...state, content: text.slice(0, Math.floor(text.length / 2)) };
}
