import { ledgerFile } from "../constants/paths.ts";
import type { Fact } from "../engine/fact.ts";
import { readText } from "../facts/text-file.ts";

/** What an earlier run of this program wrote to the machine, by its ledger. */
export interface EarlierRun {
  /** The paths; empty where no ledger is. */
  readonly paths: ReadonlySet<string>;
}

/** Reads the ledger's paths. A ledger that cannot be read holds nothing: what is there is then somebody else's. */
export function parseLedgerPaths(text: string): ReadonlySet<string> {
  const ledger = parse(text);
  const files = isRecord(ledger) && isRecord(ledger["files"]) ? ledger["files"] : {};
  return new Set(Object.keys(files).filter((path) => path.startsWith("/")));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The machine's ledger. */
export const earlierRun: Fact<EarlierRun> = {
  name: "earlier run",
  read: async (view) => ({ paths: parseLedgerPaths((await readText(view, ledgerFile)) ?? "") }),
};
