import { exitCodes, KubewrightError } from "../errors.ts";
import type { Io } from "../io.ts";
import { readSource, type Source } from "../read-source.ts";
import { printable } from "../report/printable.ts";
import type { Call } from "./command-spec.ts";

/** The file that a flag must name. Throws FLAG_MISSING when it is not given. */
export async function neededSource(call: Call, flag: string, io: Io): Promise<Source> {
  const source = await readSource(call.flags[flag] as string | undefined, io);
  if (source !== undefined) return source;
  throw new KubewrightError("FLAG_MISSING", {
    what: `The flag --${flag} is missing.`,
    next: `Name a file with --${flag}, or - for standard input.`,
    exitCode: exitCodes.usage,
  });
}

/** Shows what a configuration made us wonder about. */
export function warn(warnings: readonly string[], io: Io): void {
  for (const text of warnings) io.stderr.write(`Warning: ${printable(text)}\n`);
}
