import { exitCodes, KubewrightError } from "../errors.ts";
import type { Finding } from "./check.ts";
import { type CheckResult, hasError } from "./run-checks.ts";

/** PREFLIGHT_FAILED: every failed check at once. Exit code 3. `results` holds them for programs. */
export class PreflightFailed extends KubewrightError {
  readonly results: readonly CheckResult[];

  constructor(results: readonly CheckResult[]) {
    const failed = results.filter(hasError);
    const count = failed.length === 1 ? "1 preflight check" : `${failed.length} preflight checks`;
    super("PREFLIGHT_FAILED", {
      what: `${count} failed: nothing was changed.`,
      why: described(failed).join("\n"),
      next:
        (failed.some(isForeign) ? belongsElsewhere : "") +
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

function isForeign({ name, findings }: CheckResult): boolean {
  return name === "ForeignFiles" && findings.some(({ isUnanswered }) => isUnanswered !== true);
}

/** "[Name] what why" and a line "→ next" for each error; what several checks say in the same words is said once. */
function described(failed: readonly CheckResult[]): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { name, findings } of failed) {
    for (const finding of findings) {
      if (finding.severity !== "error") continue;
      const text = describe(finding);
      names.set(text, [...(names.get(text) ?? []), name]);
    }
  }
  return [...names].map(([text, checks]) => `[${checks.join(", ")}] ${text}`);
}

function describe({ what, why, next }: Finding): string {
  return `${what} ${why}\n  → ${next}`;
}
