import { checkoutLabName } from "../lab/checkout-lab-name.ts";
import { buildProduct } from "../lab/cluster/product.ts";
import { openLab } from "../lab/lab.ts";
import { onTerminal } from "../lab/on-terminal.ts";
import { checkoutDirectory } from "../lab/paths.ts";
import { Screen } from "../test/support/screen.ts";
import { median, seconds } from "./table.ts";

/** The terminal on which the demo is to find room. */
const terminal = { columns: 100, rows: 30 };

/** Milliseconds that the demo may take when the lab is built. */
const askedMs = 60_000;

/** `bench -- demo`: all that `npm run demo` does when lab and program are built, on a terminal: how long it takes, and how many lines it leaves there. */
export async function benchDemo(rounds: number): Promise<void> {
  const name = checkoutLabName("bench-demo");
  const lab = openLab({ name });
  const times: number[] = [];
  const lines: number[] = [];
  await Promise.all([buildProduct(), lab.prepare()]);
  try {
    for (let round = 0; round < rounds; round += 1) {
      await lab.down();
      const began = performance.now();
      lines.push(await linesOfDemo(name));
      times.push(performance.now() - began);
    }
  } finally {
    await lab.down();
  }
  process.stdout.write(demoReport(times, lines));
}

/** Runs the demo in a lab of this name. Throws with what it said where it does not end well. */
async function linesOfDemo(name: string): Promise<number> {
  const screen = new Screen(terminal.columns);
  const argv = [process.execPath, "scripts/run-ts.mjs", "lab/demo.ts", "--name", name];
  const hear = (bytes: string): void => screen.write(bytes);
  const code = await onTerminal({ argv, directory: checkoutDirectory(), ...terminal, hear });
  if (code !== 0) throw new Error(`the demo ended with ${code}:\n${screen.text()}`);
  return screen.text().split("\n").length;
}

/** Times, their median and the lines, each with what was asked of it. */
export function demoReport(times: readonly number[], lines: readonly number[]): string {
  const middle = median(times);
  const highest = Math.max(...lines);
  const verdict = (isMet: boolean): string => (isMet ? "met" : "MISSED");
  const all = times.map((time) => seconds(time).padStart(8)).join(" ");
  return `npm run demo, lab and program built
  time   ${all}   median ${seconds(middle)}  (asked ${seconds(askedMs)}: ${verdict(middle <= askedMs)})
  lines  ${highest} on a terminal of ${terminal.columns} × ${terminal.rows}  (asked: one screen: ${verdict(highest <= terminal.rows)})

`;
}
