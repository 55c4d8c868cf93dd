import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "kubewright-main-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The program with this text in place of its command line. */
async function programWith(commandLine: string): Promise<string> {
  const outfile = join(directory, "program.cjs");
  const replaced = {
    name: "another command line",
    setup: (made: Parameters<NonNullable<Parameters<typeof build>[0]["plugins"]>[number]["setup"]>[0]) => {
      made.onLoad({ filter: /run-command-line\.ts$/ }, () => ({ contents: commandLine, loader: "ts" }));
    },
  };
  writeFileSync(join(directory, "package.json"), "{}");
  await build({
    entryPoints: [main],
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile,
    logLevel: "silent",
    plugins: [replaced],
  });
  return outfile;
}

/** The same in a process of its own. */
async function runWith(commandLine: string) {
  return spawnSync(process.execPath, [await programWith(commandLine), "init"], { encoding: "utf8" });
}

describe("the program", () => {
  test("ends with the exit code of its command", async () => {
    const { status, stderr } = await runWith("export const runCommandLine = async () => 5;");
    expect([status, stderr]).toEqual([5, ""]);
  });

  test("tells a slow reader all that it has to say, more than a pipe holds, before it ends", async () => {
    const said = `export const runCommandLine = async () => {
      process.stdout.write("x".repeat(1_000_000));
      return 0;
    };`;
    const child = spawn(process.execPath, [await programWith(said), "init"], { stdio: ["ignore", "pipe", "inherit"] });
    let heard = 0;
    // A pipe that is full, and nobody has read: only then it is seen whether the program waits.
    await once(child.stdout, "readable");
    await Promise.race([once(child, "exit"), pause(500)]);
    for await (const chunk of child.stdout) heard += chunk.length;
    expect(heard).toBe(1_000_000);
  });

  test("ends when nobody reads what it says", async () => {
    const said = `export const runCommandLine = async (_argv, { stdout }) => {
      stdout.write("x".repeat(1_000_000));
      return 3;
    };`;
    const child = spawn(process.execPath, [await programWith(said), "init"], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.destroy();
    expect(await once(child, "exit")).toEqual([3, null]);
  });

  test("whose work never ends, with nothing left that could end it, says so and fails", async () => {
    const { status, stderr } = await runWith("export const runCommandLine = () => new Promise(() => undefined);");
    expect(status).toBe(1);
    expect(stderr).toContain("INTERNAL");
  });

  test("whose work fails in an unforeseen way does not end well", async () => {
    const { status } = await runWith('export const runCommandLine = async () => { throw new TypeError("a fault"); };');
    expect(status).toBe(1);
  });
});
