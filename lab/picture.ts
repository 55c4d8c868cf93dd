import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Screen } from "../test/support/screen.ts";
import { executablePath } from "./cluster/product.ts";
import { clusterFileFor } from "./cluster-file.ts";
import { openLab } from "./lab.ts";
import { withoutLastWords } from "./last-words.ts";
import { onTerminal } from "./on-terminal.ts";
import { checkoutDirectory } from "./paths.ts";
import { type Frame, terminalPicture } from "./terminal-picture.ts";

/** Frames closer than this are one. Milliseconds. */
const shortest = 450;
const [columns, rows] = [80, 40];

/** What was written to the terminal, and when: milliseconds from the start. */
interface Piece {
  readonly at: number;
  readonly bytes: string;
}

/** Records what a command writes to a terminal. Throws what it said when it fails. */
async function record(argv: readonly string[], directory: string): Promise<readonly Piece[]> {
  const begin = performance.now();
  const pieces: Piece[] = [];
  const hear = withoutLastWords((bytes) => pieces.push({ at: performance.now() - begin, bytes }));
  const code = await onTerminal({ argv, directory, columns, rows, hear });
  if (code === 0) return pieces;
  throw new Error(`the recorded command ended with ${code}: ${pieces.map(({ bytes }) => bytes).join("")}`);
}

/** The screens that the bytes make, one after another. */
function frames(pieces: readonly Piece[], prompt: string): readonly Frame[] {
  const screen = new Screen(columns);
  screen.write(`${prompt}\r\n`);
  const found: Frame[] = [{ at: 0, lines: screen.spans() }];
  for (const { at, bytes } of pieces) {
    screen.write(bytes);
    const last = found.at(-1);
    const isSoon = last !== undefined && found.length > 1 && at - last.at < shortest;
    if (isSoon) found[found.length - 1] = { at: last.at, lines: screen.spans() };
    else found.push({ at, lines: screen.spans() });
  }
  return found;
}

/** `node scripts/picture.mjs`: records `kubewright apply` on five fresh hosts of the lab and draws docs/demo.svg. */
const lab = openLab({ name: "picture", log: (line) => process.stdout.write(`==> ${line}\n`) });
await lab.down();
try {
  const file = await clusterFileFor(await lab.up(["cp1", "cp2", "cp3", "w1", "w2"]));
  const pieces = await record([executablePath(), "apply", "-f", "cluster.yaml", "--yes"], dirname(file));
  const picture = terminalPicture(frames(pieces, "$ kubewright apply -f cluster.yaml"));
  await writeFile(join(checkoutDirectory(), "docs", "demo.svg"), picture);
  process.stdout.write("==> docs/demo.svg\n");
} finally {
  await lab.down();
}
