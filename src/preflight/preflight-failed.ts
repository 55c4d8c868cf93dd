import { exitCodes, KubewrightError } from "../errors.ts";
import { type CheckResult, hasError } from "./run-checks.ts";

/** PREFLIGHT_FAILED: every failed check at once. Exit code 3. `results` holds them for programs. */
export class PreflightFailed extends KubewrightError {
  readonly results: readonly CheckResult[];

  constructor(results: readonly CheckResult[]) {
    const failed = results.filter(hasError);
    const count = failed.length === 1 ? "1 preflight check" : `${failed.length} preflight checks`;
    super("PREFLIGHT_FAILED", {
      what: `${count} failed: nothing was changed.`,
      why: failed.map(describe).join("\n"),
      next:
        (failed.some(({ name }) => name === "ForeignFiles") ? belongsElsewhere : "") +
        `Mend what is named above and run again. To go on all the same, at your own risk: ` +
        `--ignore-preflight-errors=${ignoring([...new Set(failed.map(({ name }) => name))])}`,
      exitCode: exitCodes.preflight,
    });
    this.results = failed;
  }
}

/** A flag of a screen's height helps nobody: from the fourth check on, its form only. */
function ignoring(names: readonly string[]): string {
  return names.length > 3 ? "NAME,…, with the names in brackets above" : names.join(",");
}

const belongsElsewhere =
  "The machine is or was part of another cluster; if that is not needed any more, `kubewright reset` clears it. ";

/** The errors of one check: "[Name] what why" and a line "→ next" each. */
function describe(result: CheckResult): string {
  return result.findings
    .filter((finding) => finding.severity === "error")
    .map((finding) => `[${result.name}] ${finding.what} ${finding.why}\n  → ${finding.next}`)
    .join("\n");
}
