import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** Runs a program with these sources' modules in a Node of its own; exit code and output. */
async function runProgram(
  text: string,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const directory = await mkdtemp(join(tmpdir(), "kubewright-lock-"));
  try {
    const outfile = join(directory, "program.cjs");
    const stdin = { contents: text, resolveDir: import.meta.dirname, loader: "ts" as const };
    const options = { bundle: true, platform: "node", format: "cjs", outfile, logLevel: "silent" } as const;
    await build({ ...options, stdin });
    await writeFile(join(directory, "package.json"), "{}");
    const program = promisify(execFile)(process.execPath, [outfile, join(directory, "lock")]);
    return await program.then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
      ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

test("a process that has nothing to do but free its lock lives until the lock is free", async () => {
  const { out } = await runProgram(`
    import { localHost } from "../../src/host/local.ts";
    async function work() {
      const lock = await localHost("here").hold(process.argv[2], "a test");
      await new Promise((resolve) => setTimeout(resolve, 5));
      await lock.release();
      console.log("free");
    }
    void work();`);
  expect(out).toBe("free\n");
});

test("a held lock alone does not keep a process alive", async () => {
  const { code } = await runProgram(`
    import { localHost } from "../../src/host/local.ts";
    void localHost("here").hold(process.argv[2], "a test");`);
  expect(code).toBe(0);
});
