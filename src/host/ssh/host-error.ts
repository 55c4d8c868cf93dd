import { exitCodes, KubewrightError } from "../../errors.ts";

/** What a user reads about a machine that could not be reached or used. */
export interface HostErrorParts {
  readonly what: string;
  readonly why?: string | undefined;
  readonly next: string;
  readonly cause?: unknown;
}

/** An error about the way to a machine: exit code 4. The node's name comes in where the machine is opened. */
export function hostError(code: `HOST_${string}`, parts: HostErrorParts): KubewrightError {
  return new KubewrightError(code, { ...parts, exitCode: exitCodes.unreachable });
}

/** An error's own words, whatever was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
