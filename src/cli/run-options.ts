import { exitCodes, KubewrightError } from "../errors.ts";
import type { RunOptions } from "../run-options.ts";
import type { Call } from "./command-spec.ts";

/** The form of output that was asked for. */
export function outputForm<Form extends string>(call: Call, forms: readonly Form[], otherwise: Form): Form {
  const asked = call.flags["output"] ?? otherwise;
  const form = forms.find((name) => name === asked);
  if (form !== undefined) return form;
  throw new KubewrightError("OUTPUT_UNKNOWN", {
    what: `There is no output form "${String(asked)}" here.`,
    next: `Use -o with one of: ${forms.join(", ")}.`,
    exitCode: exitCodes.usage,
  });
}

/** The options of a run, from what was typed. */
export function runOptions(call: Call, only?: string): RunOptions {
  return { only, output: outputForm(call, ["text", "json"], "text"), verbosity: call.verbosity };
}
