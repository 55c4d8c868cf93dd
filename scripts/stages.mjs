// The stages of `npm test`, `npm run check` and `npm run soak`, each with the same kind of answer: {passed, failed, failures}.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Refusal, root, say, stream, tool } from "./command.mjs";
import { runVitest } from "./vitest.mjs";

const fine = { passed: 0, failed: 0, failures: [] };
const failure = (name) => ({ passed: 0, failed: 1, failures: [name] });

/** A program that says nothing when all is well; counts only when it fails. */
async function silent(name, argv) {
  const { code, output } = await stream(argv, { quiet: true });
  if (code === 0) return fine;
  process.stdout.write(`\n==> ${name} failed\n${output}\n`);
  return failure(name);
}

export const checkTypes = () => silent("type check", [tool("tsc"), "--noEmit"]);
export const checkStyle = () => silent("lint", [tool("biome"), "check", "--error-on-warnings", "."]);
export const buildProduct = () => silent("build", [process.execPath, join(root, "scripts", "build.mjs")]);

/** Rings 1 to 3: everything that needs no lab. */
export function rings123(options) {
  say("rings 1 to 3: pure rooms, memory hosts, local and SSH hosts");
  return runVitest([], options);
}

/** Ring 4: the lab. */
export async function ring4(options) {
  if (!existsSync(join(root, "vitest.lab.config.ts"))) return fine;
  say("ring 4: real hosts, real Kubernetes");
  return runVitest(["--config", "vitest.lab.config.ts"], options);
}

/** Does the work, which yields a sum after each stage, and prints the last line whatever becomes of it; sets the exit code. */
export async function counted(work) {
  const startedAt = performance.now();
  const sums = [];
  try {
    for await (const sum of work()) sums.push(sum);
  } catch (error) {
    process.stderr.write(error instanceof Refusal ? `\n${error.message}` : `${error.stack ?? error}\n`);
    sums.push(failure(error instanceof Refusal ? "this machine lacks what is named above" : `the script: ${error}`));
  }
  process.exitCode = conclude(sums, startedAt);
}

/** Adds the answers up, names what failed, prints the last line and gives the exit code. */
function conclude(sums, startedAt) {
  const passed = sums.reduce((sum, part) => sum + part.passed, 0);
  const failed = sums.reduce((sum, part) => sum + part.failed, 0);
  const failures = sums.flatMap((part) => part.failures);
  if (failures.length > 0) process.stdout.write(`\nFailed:\n${failures.map((name) => `  ${name}\n`).join("")}`);
  process.stdout.write(`\nafter ${duration(startedAt)}\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

/** "3 min 20 s" since a moment of performance.now(). */
export function duration(startedAt) {
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
