import type { Phase } from "../engine/phase.ts";
import type { Step, StepContext } from "../engine/step.ts";
import type { Check } from "./check.ts";
import { PreflightFailed } from "./preflight-failed.ts";
import { type CheckResult, hasError, runChecks } from "./run-checks.ts";

/** What the phase is made of. */
export interface PreflightOptions {
  readonly checks: readonly Check[];
  /** Names of checks whose errors are only told, in any case; "all" for every check. */
  readonly ignore: readonly string[];
  /** Where the proxy variables are read from; none when left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Called when something is in the way, before the phase ends. */
  readonly whenFailed?: () => void;
  /** Steps that follow when nothing is in the way: the pull of the images. */
  readonly followedBy?: readonly Step[];
}

/** The phase "preflight": all checks at once. It fails with PREFLIGHT_FAILED, which names every error; warnings are notes. */
export function preflightPhase(options: PreflightOptions): Phase {
  return {
    id: "preflight",
    title: "Check that nothing is in the way",
    steps: [checksStep(options), ...(options.followedBy ?? [])],
  };
}

function checksStep(options: PreflightOptions): Step {
  return {
    id: "checks",
    title: `${options.checks.length} checks`,
    plan: async (context) => {
      const { checks, ignore, environment = {} } = options;
      const looking = { host: context.host, fact: context.fact.bind(context), environment };
      const results = await runChecks(checks, looking, ignore);
      tell(results, context);
      if (!results.some(hasError)) return [];
      options.whenFailed?.();
      throw new PreflightFailed(results);
    },
  };
}

function tell(results: readonly CheckResult[], context: StepContext): void {
  for (const { name, findings } of results) {
    for (const { severity, what, why, next } of findings) {
      if (severity === "warning") context.note("warning", `[${name}] ${what} ${why} → ${next}`);
      if (severity === "info") context.note("info", `[${name}] ${what}`);
    }
  }
}
