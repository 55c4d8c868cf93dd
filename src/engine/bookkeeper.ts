import { posix } from "node:path";
import { directoryState, textState } from "../host/file-state.ts";
import type { Host } from "../host/host.ts";
import type { FileChange } from "./change.ts";
import { digest, type LedgerEntry, ledger, ledgerPath, ledgerText } from "./ledger.ts";

/** Keeps a host's ledger during a run. */
export interface Bookkeeper {
  /** Puts what the changes will write into the ledger, before they do. */
  record(phase: string, changes: readonly FileChange[]): Promise<void>;
  /** Takes out what the changes took away, after they did. */
  forget(changes: readonly FileChange[]): Promise<void>;
}

const directory = posix.dirname(ledgerPath);

/** Steps that run side by side share one ledger: its writes follow each other, and what came in while one was under way goes out together with the next. */
export function bookkeeper(host: Host): Bookkeeper {
  let files: Map<string, LedgerEntry> | null = null;
  let tail: Promise<void> = Promise.resolve();
  let queued: Promise<void> | null = null;
  const edits: ((files: Map<string, LedgerEntry>) => boolean)[] = [];
  const flush = async (): Promise<void> => {
    queued = null;
    files ??= new Map((await ledger.read(host)).files);
    const book = files;
    const changed = edits.splice(0).map((edit) => edit(book));
    if (!changed.includes(true)) return;
    const state = book.size === 0 ? null : textState(ledgerText({ files: book }), 0o600);
    const isThere = state === null || (await host.read([directory])).has(directory);
    const first = isThere ? [] : [{ path: directory, state: directoryState(0o700) }];
    await host.write([...first, { path: ledgerPath, state }]);
  };
  const submit = (edit: (files: Map<string, LedgerEntry>) => boolean): Promise<void> => {
    edits.push(edit);
    queued ??= tail = tail.catch(() => {}).then(flush);
    return queued;
  };
  return {
    record: async (phase, changes) => {
      const made = changes.filter((change) => change.after !== null);
      if (made.length > 0) await submit((book) => made.map((change) => enter(book, phase, change)).includes(true));
    },
    forget: async (changes) => {
      const gone = changes.filter((change) => change.after === null).map((change) => change.path);
      if (gone.length > 0) await submit((book) => strike(book, gone));
    },
  };
}

/** The ledger and its own directory are in no ledger: whoever takes that away takes both. */
function enter(book: Map<string, LedgerEntry>, phase: string, { path, before, after }: FileChange): boolean {
  if (after === null || after.type === "other" || path === ledgerPath || path === directory) return false;
  const was = before === null ? {} : { was: digest(before) };
  const mode = after.type === "symlink" ? {} : { mode: after.mode };
  book.set(path, { type: after.type, sha256: digest(after), ...was, ...mode, phase });
  return true;
}

/** False when the ledger itself was among what went: writing it again would bring back a directory that is gone. */
function strike(book: Map<string, LedgerEntry>, gone: readonly string[]): boolean {
  const covers = (path: string): boolean => gone.some((top) => path === top || path.startsWith(`${top}/`));
  const struck = [...book.keys()].filter(covers);
  for (const path of struck) book.delete(path);
  return struck.length > 0 && !covers(ledgerPath);
}
