import { CommanderError } from "commander";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { Io } from "../io.ts";
import { failureExitCode, failureRecords, failureText } from "../report/failure.ts";
import type { CommandSpec, FlagSpec } from "./command-spec.ts";
import { commandTree } from "./command-tree.ts";
import { normalArguments } from "./normal-arguments.ts";
import { parse } from "./program.ts";

/** Every flag of every command by "--name" and "-s". A name means the same kind of value everywhere; a test holds that. */
export function allFlags(root: CommandSpec): ReadonlyMap<string, FlagSpec> {
  const found = new Map<string, FlagSpec>();
  const visit = (spec: CommandSpec) => {
    for (const flag of spec.flags ?? []) {
      found.set(`--${flag.name}`, flag);
      if (flag.short !== undefined) found.set(`-${flag.short}`, flag);
    }
    for (const child of spec.commands ?? []) visit(child);
  };
  visit(root);
  return found;
}

/** What the parser found wrong, as one of our errors: commander's words without its prefix, its guess as the next step. */
function usageError(error: CommanderError): KubewrightError {
  const [what = "", guess = ""] = error.message.replace(/^error: /, "").split("\n");
  const meant = /\(Did you mean (.*)\?\)/.exec(guess)?.[1];
  const next = meant === undefined ? "Type the command with --help to see what it takes." : `Did you mean ${meant}?`;
  return new KubewrightError("USAGE", {
    what: `${what[0]?.toUpperCase()}${what.slice(1)}.`.replace(/\.\.$/, "."),
    next,
    exitCode: exitCodes.usage,
  });
}

/** Whether failures are to be told as JSON lines. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.includes("--output=json");
}

function fail(thrown: unknown, argv: readonly string[], io: Io): number {
  if (io.signal.aborted && !(thrown instanceof KubewrightError && thrown.exitCode !== exitCodes.interrupted)) {
    io.stderr.write("\nInterrupted. What was begun is finished; run the same command again to go on.\n");
    return exitCodes.interrupted;
  }
  if (wantsJson(argv)) for (const record of failureRecords(thrown)) io.stdout.write(`${JSON.stringify(record)}\n`);
  else io.stderr.write(failureText(thrown, { columns: io.stderr.columns, hasColor: io.stderr.hasColor }));
  return failureExitCode(thrown);
}

/** Runs what was typed (without the program's name) and gives the exit code. Throws nothing. */
export async function runCommandLine(
  argv: readonly string[],
  io: Io,
  root: CommandSpec = commandTree,
): Promise<number> {
  const flags = allFlags(root);
  const normal = normalArguments(argv, (word) => flags.get(word));
  try {
    const choice = parse(root, normal, io.stdout.columns);
    if (choice.kind === "run" && choice.spec.run !== undefined) return await choice.spec.run(choice.call, io);
    if (choice.kind === "help") io.stdout.write(choice.text);
    return exitCodes.done;
  } catch (thrown) {
    return fail(thrown instanceof CommanderError ? usageError(thrown) : thrown, normal, io);
  }
}
