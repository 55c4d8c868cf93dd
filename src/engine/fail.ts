import { exitCodes, KubewrightError, ManyErrors } from "../errors.ts";
import { NotYetKnown } from "./fact.ts";

/** Any thrown thing as errors a user can act on. What is no KubewrightError is a fault of this program: INTERNAL, exit code 1. */
export function asErrors(thrown: unknown): readonly KubewrightError[] {
  if (thrown instanceof ManyErrors) return thrown.errors;
  if (thrown instanceof KubewrightError) return [thrown];
  if (thrown instanceof NotYetKnown) return [notYetKnown(thrown)];
  return [internalError(thrown)];
}

/** One error as itself, several as ManyErrors. What says the same of the same place is one: a server that breaks off while ten objects are written side by side. */
export function throwable(errors: readonly KubewrightError[]): Error {
  const said = errors.map(({ code, what, why, next, node, step }) =>
    JSON.stringify([code, what, why, next, node, step]),
  );
  const distinct = errors.filter((_, index) => said.indexOf(said[index] ?? "") === index);
  const [first] = distinct;
  return distinct.length === 1 && first !== undefined ? first : new ManyErrors(distinct);
}

/** INTERRUPTED, exit code 130. */
export function interrupted(): KubewrightError {
  return new KubewrightError("INTERRUPTED", {
    what: "The run was interrupted.",
    next: "Run the same command again: it goes on from what is there.",
    exitCode: exitCodes.interrupted,
  });
}

/** @throws INTERRUPTED when the signal has come. */
export function stopIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw interrupted();
}

function notYetKnown(thrown: NotYetKnown): KubewrightError {
  return new KubewrightError("NOT_YET_KNOWN", {
    what: `What this step needs is ${thrown.message}.`,
    next: "See why that has not happened, then run the same command again.",
    cause: thrown,
  });
}

function internalError(thrown: unknown): KubewrightError {
  return new KubewrightError("INTERNAL", {
    what: `A fault of this program: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    next: "Please report it with the command you ran. Running the same command again does no harm.",
    exitCode: exitCodes.internal,
    cause: thrown,
  });
}
