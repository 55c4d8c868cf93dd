import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "kubewright-main-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The program with this text in place of its command line, in a process of its own. */
async function runWith(commandLine: string) {
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
  return spawnSync(process.execPath, [outfile, "init"], { encoding: "utf8" });
}

describe("the program", () => {
  test("ends with the exit code of its command", async () => {
    const { status, stderr } = await runWith("export const runCommandLine = async () => 5;");
    expect([status, stderr]).toEqual([5, ""]);
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
