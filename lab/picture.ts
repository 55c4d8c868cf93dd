import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Screen } from "../test/support/screen.ts";
import { configuration } from "./cluster/configuration.ts";
import { equip } from "./cluster/equip.ts";
import { sshCommand } from "./demo-cluster.ts";
import { openLab } from "./lab.ts";
import { type Frame, terminalPicture } from "./terminal-picture.ts";

/** Frames closer than this are one. Milliseconds. */
const shortest = 450;

/** Records what a command writes to a terminal of 80 columns and 40 rows. */
function record(argv: readonly string[]): Promise<readonly { readonly at: number; readonly bytes: string }[]> {
  const quoted = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const command = `stty cols 80 rows 40; ${quoted}`;
  const begin = performance.now();
  const pieces: { at: number; bytes: string }[] = [];
  return new Promise((done, fail) => {
    const child = spawn("script", ["-qefc", command, "/dev/null"], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, TERM: "xterm-256color" },
    });
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (bytes: string) => pieces.push({ at: performance.now() - begin, bytes }));
    child.on("error", fail);
    child.on("close", (code) =>
      code === 0
        ? done(pieces)
        : fail(new Error(`the recorded command ended with ${code}: ${pieces.map(({ bytes }) => bytes).join("")}`)),
    );
  });
}

/** The screens that the bytes make, one after another. */
function frames(pieces: readonly { readonly at: number; readonly bytes: string }[], prompt: string): readonly Frame[] {
  const screen = new Screen(80);
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

/** `node scripts/picture.mjs`: records `kubewright init` on a fresh host of the lab and draws docs/demo.svg. */
const root = process.cwd();
const lab = openLab({ name: "picture", log: (line) => process.stdout.write(`==> ${line}\n`) });
await lab.down();
try {
  const [host] = await lab.up(["cp1"]);
  if (host === undefined) throw new Error("the lab gave no host");
  await equip([host], await configuration());
  const pieces = await record(sshCommand(host, "kubewright init --config kubeadm.yaml", ["-tt"]));
  await writeFile(
    join(root, "docs", "demo.svg"),
    terminalPicture(frames(pieces, "cp1# kubewright init --config kubeadm.yaml")),
  );
  process.stdout.write("==> docs/demo.svg\n");
} finally {
  await lab.down();
}
