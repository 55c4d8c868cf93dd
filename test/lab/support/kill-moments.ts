import fc from "fast-check";

/** When a run is ended, and how. */
export interface KillMoment {
  /** After so many lines of its output: as far as that it has come, however slow the machine is. */
  readonly lines: number;
  /** And so many milliseconds later, in the middle of what it does then. */
  readonly laterMs: number;
  /** kill: `kill -9` of the process. power: the host loses its power, and boots. */
  readonly how: "kill" | "power";
}

/**
 * So many moments over the whole run, each kind in turn. The same seed gives the same moments.
 * @param run lastLine: how many lines the run prints without a terminal
 */
export function killMoments(
  count: number,
  { seed, lastLine }: { readonly seed: number; readonly lastLine: number },
): readonly KillMoment[] {
  const part = lastLine / count;
  return Array.from({ length: count }, (_, index) => {
    const first = Math.floor(index * part);
    const spot = fc.record({
      lines: fc.integer({ min: first, max: Math.max(first, Math.ceil(first + part) - 1) }),
      laterMs: fc.integer({ min: 0, max: 500 }),
    });
    const [drawn = { lines: first, laterMs: 0 }] = fc.sample(spot, { numRuns: 1, seed: seed + index });
    return { ...drawn, how: index % 2 === 0 ? "power" : "kill" };
  });
}
