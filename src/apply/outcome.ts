import type { HostEnd } from "../engine/run-hosts.ts";
import { exitCodes, KubewrightError, ManyErrors } from "../errors.ts";

/** How a run over many hosts ended: on each that was reached, and which were not, or were refused. */
export interface Outcome {
  readonly ends: readonly HostEnd[];
  readonly closed: readonly { readonly node: { readonly name: string }; readonly error: KubewrightError }[];
}

/** How many changes were made, or would be, and how many steps a plan could not know. Waits change nothing. */
export function changesOf(ends: readonly HostEnd[]): number {
  const steps = ends.flatMap((end) => ("result" in end ? end.result.changes : []));
  const changes = steps.flatMap((step) => step.changes).filter(({ kind }) => kind !== "wait");
  return changes.length + steps.filter(({ outcome }) => outcome === "deferred").length;
}

/**
 * Throws every error of every host. Where other hosts were finished the exit code is 5, whatever it would be for the host
 * alone; the last error says which hosts are finished and which not.
 */
export function refuseIncomplete({ ends, closed }: Outcome, mode: "apply" | "plan" = "apply"): void {
  const failed = ends.flatMap((end) => ("errors" in end ? end.errors : []));
  const errors = [...closed.map(({ error }) => error), ...failed];
  if (errors.length === 0) return;
  const finished = ends.filter((end) => "result" in end);
  if (finished.length === 0) throw new ManyErrors(errors);
  throw new ManyErrors([...errors.map(asStepFailure), incomplete(ends, closed, mode)]);
}

function asStepFailure(error: KubewrightError): KubewrightError {
  if (error.exitCode === exitCodes.interrupted) return error;
  return new KubewrightError(error.code, { ...error, cause: error.cause, exitCode: exitCodes.stepFailed });
}

function incomplete(ends: readonly HostEnd[], closed: Outcome["closed"], mode: "apply" | "plan"): KubewrightError {
  const unfinished = [
    ...closed.map(({ node }) => node.name),
    ...ends.flatMap((end) => ("errors" in end ? [end.host] : [])),
  ];
  const finished = [...new Set(ends.flatMap((end) => ("result" in end ? [end.host] : [])))];
  const names = [...new Set(unfinished)];
  const others = finished.filter((name) => !names.includes(name)).join(", ") || "none";
  if (mode === "plan") {
    return new KubewrightError("PLAN_INCOMPLETE", {
      what: `Not planned: ${names.join(", ")}. Planned: ${others}.`,
      next: "Repair what is named above, then run the same command again. kubewright apply does what is planned, and names the others at its end.",
    });
  }
  return new KubewrightError("APPLY_INCOMPLETE", {
    what: `Not finished: ${names.join(", ")}. Finished: ${others}.`,
    next: "Repair what is named above, then run the same command again: it does only what is left.",
  });
}
