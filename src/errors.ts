/** What the process answers with. `kubewright help exit-codes` prints this table. */
export const exitCodes = {
  done: 0,
  internal: 1,
  usage: 2,
  preflight: 3,
  unreachable: 4,
  stepFailed: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The parts of an error that a user reads. */
export interface ErrorParts {
  /** What happened, a sentence without the place. */
  readonly what: string;
  /** Why, when it is known. */
  readonly why?: string | undefined;
  /** What to type or change now. */
  readonly next: string;
  readonly node?: string | undefined;
  readonly step?: string | undefined;
  readonly exitCode?: ExitCode | undefined;
  readonly cause?: unknown;
}

/** An error a user can act on. `code` is permanent and never reused for another meaning. */
export class KubewrightError extends Error {
  readonly code: string;
  readonly what: string;
  readonly why: string | undefined;
  readonly next: string;
  readonly node: string | undefined;
  readonly step: string | undefined;
  readonly exitCode: ExitCode;

  constructor(code: string, parts: ErrorParts) {
    super(parts.what, { cause: parts.cause });
    this.name = "KubewrightError";
    this.code = code;
    this.what = parts.what;
    this.why = parts.why;
    this.next = parts.next;
    this.node = parts.node;
    this.step = parts.step;
    this.exitCode = parts.exitCode ?? exitCodes.stepFailed;
  }

  /** The same error with its place filled in where it had none. */
  at(place: { readonly node?: string; readonly step?: string }): KubewrightError {
    return new KubewrightError(this.code, {
      ...this,
      cause: this.cause,
      node: this.node ?? place.node,
      step: this.step ?? place.step,
    });
  }
}

/** Several errors found by one look: all are shown, and the first one's exit code is the process's. */
export class ManyErrors extends Error {
  constructor(readonly errors: readonly KubewrightError[]) {
    super(errors.map((error) => error.what).join("\n"));
    this.name = "ManyErrors";
  }
}
