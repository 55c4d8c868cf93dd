import { NotYetKnown } from "./fact.ts";
import type { ObjectStore } from "./object-store.ts";

/** An API server that is not there yet: every question and every write throws NotYetKnown(`after`). */
export function noObjects(after: string): ObjectStore {
  const unknown = async (): Promise<never> => {
    throw new NotYetKnown(after);
  };
  return { read: unknown, list: unknown, dryRun: unknown, write: unknown };
}
