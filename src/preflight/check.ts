import type { StepContext } from "../engine/step.ts";

/** "error" stops the run, "warning" is told and the run goes on, "info" is good to know. */
export type Severity = "error" | "warning" | "info";

/** Something that a check found on a machine. */
export interface Finding {
  readonly severity: Severity;
  /** What was found: a sentence. */
  readonly what: string;
  /** Why it matters here. */
  readonly why: string;
  /** What to type or change. */
  readonly next: string;
  /** True when the check came to no answer in time: nothing is known to be in the way. */
  readonly isUnanswered?: boolean;
}

/** What a check may know: it looks, and changes nothing. */
export type CheckContext = Pick<StepContext, "host" | "fact"> & {
  /** The environment that programs on the machine inherit: the proxy variables are read from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** One question of "is something in the way?". */
export interface Check {
  /** kubeadm's name where kubeadm has the check: what `--ignore-preflight-errors` takes, in any case. */
  readonly name: string;
  /** True for a check without which the answers of the others mean nothing: it runs first, and alone. */
  readonly gate?: boolean;
  /** Milliseconds for the whole look; 15,000 when left out. A look that takes longer is itself a finding. */
  readonly deadlineMs?: number;
  look(context: CheckContext): Promise<readonly Finding[]>;
}

/** A finding that stops the run. */
export function error(what: string, why: string, next: string): Finding {
  return { severity: "error", what, why, next };
}

/** A finding that is told while the run goes on. */
export function warning(what: string, why: string, next: string): Finding {
  return { severity: "warning", what, why, next };
}

/** A path as it stands in a check's name: "/etc/x" is "-etc-x". */
export function pathInName(path: string): string {
  return path.replaceAll("/", "-");
}
