import type { Fact } from "../engine/fact.ts";
import { readText } from "./text-file.ts";

/** Kibibytes each; 0 where /proc/meminfo does not say. */
export interface Memory {
  readonly totalKiB: number;
  readonly availableKiB: number;
  readonly swapTotalKiB: number;
  readonly swapFreeKiB: number;
}

/** Reads proc_meminfo(5). */
export function parseMemory(text: string): Memory {
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? 0);
  return {
    totalKiB: kib("MemTotal"),
    availableKiB: kib("MemAvailable"),
    swapTotalKiB: kib("SwapTotal"),
    swapFreeKiB: kib("SwapFree"),
  };
}

/** The machine's memory. */
export const memory: Fact<Memory> = {
  name: "memory",
  read: async (view) => parseMemory((await readText(view, "/proc/meminfo")) ?? ""),
};
