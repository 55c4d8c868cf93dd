// Runs vitest and counts what it found.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stream, tool } from "./command.mjs";

/** One sum for a run that could not be counted. */
const broken = (why) => ({ passed: 0, failed: 1, failures: [why] });

/**
 * Counts a report of vitest's json reporter: a file that could not be loaded is one failure, and so is a skipped test,
 * because a test that cannot run where it stands must not look like one that passed.
 */
export function countReport(report) {
  const sum = { passed: 0, failed: 0, failures: [] };
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === "passed") sum.passed += 1;
      else if (test.status !== "todo") {
        sum.failed += 1;
        sum.failures.push(`${file.name}: ${test.fullName}${test.status === "failed" ? "" : ` (${test.status})`}`);
      }
    }
    const isSilentFailure =
      file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed");
    if (isSilentFailure) {
      sum.failed += 1;
      sum.failures.push(`${file.name}: ${(file.message ?? "").split("\n")[0] || "could not be loaded"}`);
    }
  }
  return sum;
}

/** Runs `vitest run` with these arguments; its output is streamed, kept when `quiet`, or written to the file `log`, test by test as they end. */
export async function runVitest(args, { env = {}, quiet = false, log } = {}) {
  const directory = mkdtempSync(join(tmpdir(), "kubewright-tests-"));
  const file = join(directory, "report.json");
  const reporter = log === undefined ? "default" : "verbose";
  const argv = [
    tool("vitest"),
    "run",
    ...args,
    `--reporter=${reporter}`,
    "--reporter=json",
    `--outputFile.json=${file}`,
  ];
  // With CI set, vitest writes no golden file that is missing: it fails.
  const { code, output } = await stream(argv, { env: { CI: "1", ...env }, quiet, log });
  try {
    const sum = countReport(JSON.parse(readFileSync(file, "utf8")));
    if (code !== 0 && sum.failed === 0)
      return { ...broken(`vitest ${args.join(" ")} ended with code ${code}`), passed: sum.passed, output };
    return { ...sum, output };
  } catch {
    return { ...broken(`vitest ${args.join(" ")} left no report (code ${code})`), output };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
