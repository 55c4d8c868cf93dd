import { KubewrightError, ManyErrors } from "../errors.ts";
import { printable } from "./printable.ts";
import { style } from "./style.ts";
import { hang, wrap } from "./wrap.ts";

/** How text is to look. */
export interface Look {
  readonly columns: number;
  readonly hasColor: boolean;
}

/** Every error that a thrown value stands for. What is not one of ours is an internal error. */
function errorsIn(thrown: unknown): readonly KubewrightError[] {
  if (thrown instanceof ManyErrors) return thrown.errors;
  if (thrown instanceof KubewrightError) return [thrown];
  return [internalError(thrown)];
}

function internalError(thrown: unknown): KubewrightError {
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new KubewrightError("INTERNAL", {
    what: "kubewright met a case it does not know.",
    why: text,
    next: "Run the same command again with -v=5 and report what it prints as an issue of kubewright.",
    exitCode: 1,
    cause: thrown,
  });
}

/** Where it happened: "cp1: certs/ca: ", or nothing. */
function place(error: KubewrightError): string {
  return [error.node, error.step]
    .filter((part) => part !== undefined)
    .map((part) => `${part}: `)
    .join("");
}

/** What begins with one of these is a sentence. Names such as kube-apiserver, paths and flags stay as they are. */
const firstWord = /^(?:the|a|an|there|this|these|nothing|no|uploaded|unknown|groups|keys|expected)\b/;

function sentence(text: string): string {
  return firstWord.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** Errors of one cause, in the order of their first: those that differ only in what failed. */
function byCause(errors: readonly KubewrightError[]): readonly (readonly [KubewrightError, ...KubewrightError[]])[] {
  const causes = new Map<string, [KubewrightError, ...KubewrightError[]]>();
  for (const error of errors) {
    const cause = JSON.stringify([error.code, error.node, error.why, error.next]);
    const same = causes.get(cause);
    if (same === undefined) causes.set(cause, [error]);
    else same.push(error);
  }
  return [...causes.values()];
}

/** What failed, a paragraph for each; then the cause they share. */
function failures(errors: readonly [KubewrightError, ...KubewrightError[]], look: Look): readonly string[] {
  const paint = style(look.hasColor);
  const [error] = errors;
  const whats = errors.flatMap((each) => hang("✘ ", printable(sentence(`${place(each)}${each.what}`)), look.columns));
  const why = error.why === undefined ? [] : wrap(printable(error.why), look.columns - 2).map((line) => `  ${line}`);
  const next = hang("  Next: ", printable(error.next), look.columns);
  return [...whats.map(paint.bad), ...why, ...next.map((line) => paint.strong(line)), paint.quiet(`  (${error.code})`)];
}

/** All errors for a reader: what and where, why, what to type next, the permanent code; a cause that several share is said once. Without stack traces. */
export function failureText(thrown: unknown, look: Look): string {
  const blocks = byCause(errorsIn(thrown)).map((errors) => failures(errors, look).join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

/** The same for a program: one object for each error. */
export function failureRecords(thrown: unknown): readonly Readonly<Record<string, unknown>>[] {
  return errorsIn(thrown).map(({ code, what, why, next, node, step }) => ({
    type: "error",
    code,
    what,
    why,
    next,
    node,
    step,
  }));
}

/** The process's exit code: the first error's. */
export function failureExitCode(thrown: unknown): number {
  return errorsIn(thrown)[0]?.exitCode ?? 1;
}
