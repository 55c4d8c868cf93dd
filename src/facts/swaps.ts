import type { Fact } from "../engine/fact.ts";
import { plainText } from "./plain-text.ts";
import { readText } from "./text-file.ts";

/** One swap device or file in use. */
export interface Swap {
  readonly path: string;
  readonly sizeKiB: number;
}

/** Reads /proc/swaps: a heading, then one line for each. */
export function parseSwaps(text: string): Swap[] {
  return text
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([path, , size]) => (path && size ? [{ path: plainText(path, 120), sizeKiB: Number(size) || 0 }] : []));
}

/** The swap in use; empty when there is none. */
export const swaps: Fact<readonly Swap[]> = {
  name: "swaps",
  read: async (view) => parseSwaps((await readText(view, "/proc/swaps")) ?? ""),
};
