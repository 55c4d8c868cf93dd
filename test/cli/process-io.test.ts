import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { Screen } from "../support/screen.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
let child: ChildProcess | undefined;
afterEach(() => child?.kill("SIGKILL"));

function start(): {
  readonly said: () => string;
  readonly code: Promise<number | null>;
  readonly signal: (name: NodeJS.Signals) => void;
} {
  const program = spawn(process.execPath, ["scripts/run-ts.mjs", "test/cli/interrupted-program.ts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = program;
  let text = "";
  program.stdout.on("data", (chunk) => {
    text += String(chunk);
  });
  return {
    said: () => text,
    code: new Promise((done) => program.on("close", done)),
    signal: (name) => void program.kill(name),
  };
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "the first %s asks to stop, the second interrupt ends the process with 130",
  async (name) => {
    const program = start();
    await expect.poll(program.said, { timeout: 10_000 }).toContain("ready");
    program.signal(name);
    await expect.poll(program.said).toContain("stopping");
    program.signal("SIGINT");
    expect(await program.code).toBe(130);
  },
);

test("a command whose output cannot be written does not end as if all were well", () => {
  const full = openSync("/dev/full", "w");
  const words = ["scripts/run-ts.mjs", "src/main.ts", "config", "print", "init-defaults"];
  const ran = spawnSync(process.execPath, words, { cwd: root, stdio: ["ignore", full, "pipe"], encoding: "utf8" });
  closeSync(full);
  expect(ran.status).toBe(1);
  expect(ran.stderr).toMatch(/OUTPUT_LOST.*ENOSPC/);
  expect(ran.stderr).toContain("df -h");
}, 60_000);

test.each([
  ["an answer", "yes\n", 'answer "yes"'],
  ["the end of the input", "\u0004", 'answer ""'],
  ["an interrupt", "\u0003", "aborted true"],
])(
  "a question on a terminal is over with %s",
  async (_, typed, said) => {
    const program = "node scripts/run-ts.mjs test/cli/asking-program.ts";
    const terminal = spawn("script", ["-qec", program, "/dev/null"], { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
    child = terminal;
    let text = "";
    terminal.stdout.on("data", (chunk) => {
      text += String(chunk);
    });
    await expect.poll(() => text, { timeout: 30_000 }).toContain("Sure?");
    terminal.stdin.write(typed);
    await expect.poll(() => text, { timeout: 10_000 }).toContain(said);
    expect(text).toMatch(/keep off[\s\S]*Sure\? [\s\S]*draw again\s/);
  },
  60_000,
);

test("a long question is broken at its spaces, and not at the terminal's edge", async () => {
  const question = `${"Something of this length ".repeat(6)}will be removed. Go on? `;
  const program = `node scripts/run-ts.mjs test/cli/asking-program.ts '${question}'`;
  const terminal = spawn("script", ["-qec", program, "/dev/null"], { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
  child = terminal;
  const screen = new Screen(80);
  terminal.stdout.on("data", (chunk) => screen.write(String(chunk)));
  await expect.poll(() => screen.text(), { timeout: 30_000 }).toContain("Go on?");
  terminal.stdin.write("yes\n");
  await expect.poll(() => screen.text(), { timeout: 10_000 }).toContain('answer "yes"');
  expect(screen.text().split("\n").slice(1, 4)).toEqual([
    "Something of this length Something of this length Something of this length",
    "Something of this length Something of this length Something of this length will",
    "be removed. Go on? yes",
  ]);
}, 60_000);
