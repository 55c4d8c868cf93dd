import type { Duplex } from "node:stream";
import type { KubewrightError } from "../errors.ts";
import type { Secret } from "../secret.ts";

/** A command as data: the host quotes it, once. Nothing secret may stand in `argv`; it goes to `stdin`. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly stdin?: string | Secret;
  /** Milliseconds until the command is ended and reported as failed; 60,000 when left out. */
  readonly timeoutMs?: number;
}

/** What a command answered. `code` is -1 when it ended by a signal, at its deadline, or was never found. */
export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What lies at a path. `owner` is "uid:gid", `mode` the permission bits (0o600). */
export type FileState =
  | { readonly type: "file"; readonly content: string | Secret; readonly mode: number; readonly owner: string }
  | { readonly type: "directory"; readonly mode: number; readonly owner: string }
  | { readonly type: "symlink"; readonly target: string }
  | { readonly type: "other" };

/** Paths and what should be there, in the order in which they are written. */
export type FileTree = ReadonlyMap<string, FileState>;

/** Where a byte stream on a machine leads: a TCP port (of 127.0.0.1 when no host is named) or a unix socket. */
export type StreamTarget = { readonly port: number; readonly host?: string } | { readonly socket: string };

/** What a plan may do to a machine: look. */
export interface HostView {
  readonly name: string;
  /** Many paths in one question; a path where nothing is, is not in the answer. A directory's content is not read. Keys come as Secret (see secret-path.ts). */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, FileState>>;
  /** The names in each directory, sorted; a directory that is not there is not in the answer. */
  list(directories: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** When what is at each path was last written, in milliseconds since the epoch of the machine's clock, links followed; a path where nothing is, is not in the answer. Infinity: not written yet, but promised. */
  modified(paths: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Runs a command that changes nothing. */
  probe(command: Command): Promise<ExecResult>;
  /** Opens a byte stream from the machine itself. Rejects with the socket's own error. */
  dial(target: StreamTarget): Promise<Duplex>;
  /** Why the machine can be asked nothing more, once the way to it is gone; null while it can. Left out where that cannot happen. */
  readonly lost?: () => KubewrightError | null;
}

/** One write: `null` takes away what is at the path (a directory with all that is in it). */
export interface FileWrite {
  readonly path: string;
  readonly state: FileState | null;
}

/** What is to be looked at again behind a write. */
export interface Looks {
  readonly files: readonly string[];
  readonly directories: readonly string[];
  /** Paths whose time of writing is wanted. */
  readonly times: readonly string[];
}

/** What was seen there: null where nothing is. What could not be looked at is not in it. */
export interface Looked {
  readonly files: ReadonlyMap<string, FileState | null>;
  readonly lists: ReadonlyMap<string, readonly string[] | null>;
  readonly times: ReadonlyMap<string, number | null>;
}

/** A lock that lives as long as its holder's process. */
export interface HeldLock {
  release(): Promise<void>;
}

/** A machine that can be changed. Only the engine holds one. */
export interface Host extends HostView {
  /** In order, each file whole or not at all: temporary dot-name beside it, mode and owner from the first byte, fsync, rename, fsync of the directory. Parent directories that are missing come with mode 0755. */
  write(writes: readonly FileWrite[]): Promise<void>;
  /** The same, and then a look, for one way to the machine. Left out where looking costs nothing. */
  readonly writeThenLook?: (writes: readonly FileWrite[], looks: Looks) => Promise<Looked>;
  run(command: Command): Promise<ExecResult>;
  /** Takes the lock at `path` for a holder that the text names; KubewrightError HOST_LOCKED names the other holder. */
  hold(path: string, holder: string): Promise<HeldLock>;
  close(): Promise<void>;
}
