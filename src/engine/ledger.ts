import { createHash } from "node:crypto";
import type { FileState, HostView } from "../host/host.ts";
import { reveal } from "../secret.ts";
import type { Fact } from "./fact.ts";

/** Where a host keeps what this tool wrote on it. Mode 0600. */
export const ledgerPath = "/var/lib/kubewright/ledger.json";

/** What was written at a path. */
export interface LedgerEntry {
  readonly type: "file" | "directory" | "symlink";
  /** Hex SHA-256 of a file's text or a link's target; of a directory, of nothing. */
  readonly sha256: string;
  /** The hash of what the entry's write replaced, when something was there: after a crash either may lie at the path. */
  readonly was?: string;
  readonly mode?: number;
  /** The phase that wrote it last. */
  readonly phase: string;
}

/** What this tool wrote on a host. */
export interface Ledger {
  readonly files: ReadonlyMap<string, LedgerEntry>;
  /** True where something lies at its path that is none: it then holds nothing. */
  readonly isUnreadable?: true;
}

/** ours: as we wrote it. edited: we wrote the path, and it holds something else now. foreign: we never wrote the path. */
export type Standing = "ours" | "edited" | "foreign";

/** The ledger of a host; empty when there is none, and when it cannot be read as one: nothing is then taken for ours. */
export const ledger: Fact<Ledger> = { name: "ledger", read: readLedger };

/** How what lies at a path stands to what we wrote there. Mode and owner do not count. */
export function standing(book: Ledger, path: string, state: FileState): Standing {
  const entry = book.files.get(path);
  if (entry === undefined) return "foreign";
  if (state.type !== entry.type) return "edited";
  return [entry.sha256, entry.was].includes(digest(state)) ? "ours" : "edited";
}

/** Hex SHA-256 of a file's text or a link's target; of nothing for anything else. */
export function digest(state: FileState): string {
  const text = state.type === "file" ? reveal(state.content) : state.type === "symlink" ? state.target : "";
  return createHash("sha256").update(text).digest("hex");
}

/** The ledger as it lies on disk: paths sorted, so that two of them compare line by line. */
export function ledgerText(book: Ledger): string {
  const files = Object.fromEntries([...book.files].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version: 1, files }, null, 1)}\n`;
}

/** Reads what `ledgerText` wrote; null for anything else. */
export function parseLedger(text: string): Ledger | null {
  try {
    const book: unknown = JSON.parse(text);
    if (!isRecord(book) || book["version"] !== 1 || !isRecord(book["files"])) return null;
    const entries = Object.entries(book["files"]);
    const whole = entries.filter((entry): entry is [string, LedgerEntry] => isEntry(entry[1]));
    return whole.length === entries.length ? { files: new Map(whole) } : null;
  } catch {
    return null;
  }
}

async function readLedger(view: HostView): Promise<Ledger> {
  const state = (await view.read([ledgerPath])).get(ledgerPath);
  const book = state?.type === "file" ? parseLedger(reveal(state.content)) : null;
  return book ?? { files: new Map(), ...(state === undefined ? {} : { isUnreadable: true }) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEntry(value: unknown): value is LedgerEntry {
  return (
    isRecord(value) &&
    ["file", "directory", "symlink"].includes(String(value["type"])) &&
    typeof value["sha256"] === "string" &&
    ["string", "undefined"].includes(typeof value["was"]) &&
    ["number", "undefined"].includes(typeof value["mode"]) &&
    typeof value["phase"] === "string"
  );
}
