import { posix } from "node:path";
import { KubewrightError } from "../errors.ts";
import { directoryState, textState } from "../host/file-state.ts";
import type { FileWrite, Host } from "../host/host.ts";
import type { FileChange } from "./change.ts";
import { digest, type LedgerEntry, ledger, ledgerPath, ledgerText } from "./ledger.ts";
import { type Planners, planners } from "./planners.ts";

/** Writes a host's files during a run, and keeps its ledger. */
export interface Bookkeeper {
  /** Makes the changes, in order. What they write stands in the ledger before it lies at its path; what they take away is struck out after it went. */
  write(phase: string, changes: readonly FileChange[]): Promise<void>;
}

interface Order {
  readonly phase: string;
  readonly changes: readonly FileChange[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * A bookkeeper for one host. What is asked for while a write is under way goes out as one with the next, and so does what
 * those who are planning will ask for in a moment: steps that run side by side cost one way to the machine and one sync.
 */
export function bookkeeper(host: Host, planning: Planners = planners()): Bookkeeper {
  return new GatheringBookkeeper(host, planning);
}

const directory = posix.dirname(ledgerPath);

class GatheringBookkeeper implements Bookkeeper {
  readonly #host: Host;
  readonly #planning: Planners;
  #book: Map<string, LedgerEntry> | null = null;
  /** The ledger's directory is there, as far as is known; it is looked for once, and again after something was taken away. */
  #hasDirectory = false;
  #waiting: Order[] = [];
  #isBusy = false;

  constructor(host: Host, planning: Planners) {
    this.#host = host;
    this.#planning = planning;
  }

  write(phase: string, changes: readonly FileChange[]): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ phase, changes, done, failed });
      if (!this.#isBusy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      await this.#planning.quiet();
      // Those who have just planned ask in this very moment.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#carryOut(this.#waiting.splice(0));
    }
    this.#isBusy = false;
  }

  async #carryOut(orders: readonly Order[]): Promise<void> {
    try {
      await this.#writeAll(orders);
      for (const { done } of orders) done();
    } catch (error) {
      // One bad path must not spoil the others: each is written again alone.
      const isAlone = orders.length === 1 || !(error instanceof KubewrightError && error.code === "HOST_WRITE_FAILED");
      if (isAlone) for (const { failed } of orders) failed(error);
      else for (const order of orders) await this.#carryOut([order]);
    }
  }

  async #writeAll(orders: readonly Order[]): Promise<void> {
    const book = await this.#read();
    const changes = orders.flatMap((order) => order.changes);
    const entered = orders.flatMap(({ phase, changes: each }) => each.map((change) => enter(book, phase, change)));
    const files = changes.map(({ path, after }) => ({ path, state: after }));
    await this.#host.write([...(entered.includes(true) ? this.#ledgerWrites(book) : []), ...files]);
    const gone = changes.filter(({ after }) => after === null).map(({ path }) => path);
    if (gone.length === 0) return;
    this.#hasDirectory = false;
    if (!strike(book, gone)) return;
    await this.#look();
    await this.#host.write(this.#ledgerWrites(book));
  }

  async #read(): Promise<Map<string, LedgerEntry>> {
    const [book] = await Promise.all([
      this.#book ?? ledger.read(this.#host).then(({ files }) => new Map(files)),
      this.#hasDirectory ? undefined : this.#look(),
    ]);
    this.#book = book;
    return book;
  }

  async #look(): Promise<void> {
    this.#hasDirectory = (await this.#host.read([directory])).has(directory);
  }

  #ledgerWrites(book: ReadonlyMap<string, LedgerEntry>): readonly FileWrite[] {
    if (book.size === 0) return [{ path: ledgerPath, state: null }];
    const first = this.#hasDirectory ? [] : [{ path: directory, state: directoryState(0o700) }];
    this.#hasDirectory = true;
    return [...first, { path: ledgerPath, state: textState(ledgerText({ files: book }), 0o600) }];
  }
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
