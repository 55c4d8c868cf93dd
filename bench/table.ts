/** One thing that was timed in turns: milliseconds of each round. */
export interface Duel {
  readonly what: string;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  /** What the ratio should be at most; undefined where only the figure is wanted. */
  readonly target?: number;
}

/** The middle value; of an even number of them the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? upper) + upper) / 2 : upper;
}

/** Prints times, medians and the ratio of the medians. */
export function printDuel({ what, ours, theirs, target }: Duel): void {
  const ratio = median(ours) / median(theirs);
  const verdict =
    target === undefined ? "" : ratio <= target ? `  (target ${target}: met)` : `  (target ${target}: MISSED)`;
  const row = (name: string, values: readonly number[]) =>
    `  ${name.padEnd(11)} ${values.map((value) => seconds(value).padStart(8)).join(" ")}   median ${seconds(median(values))}\n`;
  process.stdout.write(
    `${what}\n${row("kubewright", ours)}${row("kubeadm", theirs)}  ratio       ${ratio.toFixed(2)} x${verdict}\n\n`,
  );
}

/** 1234 ms is "1.23 s", 12 ms is "12.0 ms". */
export function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

/** How long the work takes, in milliseconds of the monotonic clock. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
