// Running other programs from the scripts: output is streamed through, the answer is the exit code.
import { spawn, spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout this script belongs to. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The path of a program that a package in node_modules brought along. */
export function tool(name) {
  return join(root, "node_modules", ".bin", name);
}

/** Says what the scripts do, apart from what the programs they start say. */
export function say(text) {
  process.stdout.write(`==> ${text}\n`);
}

/**
 * Runs a program with its output streamed through, kept when `quiet`, or written to the file `log`; gives its exit code, 1 when it
 * could not be started or was ended by a signal.
 */
export function stream(argv, { env = {}, quiet = false, log } = {}) {
  return new Promise((done) => {
    const [program, ...args] = argv;
    const output = log === undefined ? (quiet ? "pipe" : "inherit") : openSync(log, "w");
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", output, output],
    });
    if (typeof output === "number") closeSync(output);
    const kept = [];
    child.stdout?.on("data", (chunk) => kept.push(chunk));
    child.stderr?.on("data", (chunk) => kept.push(chunk));
    child.on("error", (error) => done({ code: 1, output: `${program}: ${error.message}\n` }));
    child.on("close", (code) => done({ code: code ?? 1, output: Buffer.concat(kept).toString() }));
  });
}

/** Runs a program and gives what it printed, or null when it failed or is not there. */
export function answer(argv) {
  const [program, ...args] = argv;
  const result = spawnSync(program, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
  return result.status === 0 ? result.stdout : null;
}

/** What a script cannot do anything about, as a list of {what, next}. Nobody who catches it: it is told without a stack, and the code is 1. */
export class Refusal extends Error {
  constructor(lacks) {
    super(lacks.map(({ what, next }) => `${what}\n  Next: ${next}\n`).join("\n"));
    this.name = "Refusal";
  }
}

process.on("uncaughtException", (error) => {
  process.stderr.write(error instanceof Refusal ? `\n${error.message}` : `${error.stack ?? error}\n`);
  process.exit(1);
});
