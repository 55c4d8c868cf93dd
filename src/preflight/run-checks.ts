import { exitCodes, KubewrightError } from "../errors.ts";
import { plainText } from "../facts/plain-text.ts";
import { within } from "../facts/within.ts";
import { type Check, type CheckContext, error, type Finding } from "./check.ts";

/** A check that found something. */
export interface CheckResult {
  readonly name: string;
  readonly findings: readonly Finding[];
}

/** Long enough for a machine that is busy, and for sudo with a password before each command; a service that hangs is found out all the same. */
const defaultDeadlineMs = 15_000;

/**
 * Runs the gates one after another and, unless one of them found an error, all other checks side by side.
 * Gives those that found something, in the order of the list; errors of ignored checks are warnings.
 * Rejects only when the machine itself cannot be reached.
 *
 * @param ignore names in any case; "all" stands for every check
 */
export async function runChecks(
  checks: readonly Check[],
  context: CheckContext,
  ignore: readonly string[] = [],
): Promise<readonly CheckResult[]> {
  const judge = async (check: Check): Promise<CheckResult> => {
    const findings = await lookInTime(check, context);
    return { name: check.name, findings: isIgnored(check.name, ignore) ? findings.map(milder) : findings };
  };
  const gates: CheckResult[] = [];
  for (const gate of checks.filter((check) => check.gate)) {
    gates.push(await judge(gate));
    if (gates.some(hasError)) return gates;
  }
  const others = await Promise.all(checks.filter((check) => !check.gate).map(judge));
  return [...gates, ...others].filter((result) => result.findings.length > 0);
}

/** Whether a list of ignored checks names this one, in any case, or all. */
function isIgnored(name: string, ignore: readonly string[]): boolean {
  return ignore.some((ignored) => ["all", name.toLowerCase()].includes(ignored.toLowerCase()));
}

/** Whether a result stops the run. */
export function hasError(result: CheckResult): boolean {
  return result.findings.some((finding) => finding.severity === "error");
}

function milder(finding: Finding): Finding {
  return finding.severity === "error" ? { ...finding, severity: "warning" } : finding;
}

async function lookInTime(check: Check, context: CheckContext): Promise<readonly Finding[]> {
  const deadline = check.deadlineMs ?? defaultDeadlineMs;
  const slow = error(
    `The check gave no answer within ${deadline / 1000} s.`,
    "A machine that is this slow, or a service on it that hangs, is in the way of everything that follows.",
    "Look at the machine's load (uptime, dmesg | tail) and run again.",
  );
  const late: Finding = { ...slow, isUnanswered: true };
  try {
    return await within(deadline, check.look(context), [late]);
  } catch (thrown) {
    if (thrown instanceof KubewrightError && thrown.exitCode === exitCodes.unreachable) throw thrown;
    return [couldNotLook(thrown)];
  }
}

function couldNotLook(thrown: unknown): Finding {
  const reason = plainText(thrown instanceof Error ? thrown.message : String(thrown));
  return error(
    `The check could not be made: ${reason}`,
    "What cannot be looked at may be in the way.",
    "Mend what the message names and run again.",
  );
}
