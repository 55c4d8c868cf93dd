import { CommanderError } from "commander";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { Io } from "../io.ts";
import { failureExitCode, failureRecords, failureText } from "../report/failure.ts";
import { jsonLine } from "../report/json-line.ts";
import type { Call, CommandSpec, FlagSpec } from "./command-spec.ts";
import { commandTree } from "./command-tree.ts";
import { normalArguments } from "./normal-arguments.ts";
import { parse } from "./program.ts";

/** Every flag of every command but --help, by "--name" and "-s". A name means the same kind of value everywhere; a test holds that. */
export function allFlags(root: CommandSpec): ReadonlyMap<string, FlagSpec> {
  const found = new Map<string, FlagSpec>();
  const visit = (spec: CommandSpec) => {
    for (const flag of spec.flags ?? []) {
      if (flag.name === "help") continue;
      found.set(`--${flag.name}`, flag);
      if (flag.short !== undefined) found.set(`-${flag.short}`, flag);
    }
    for (const child of spec.commands ?? []) visit(child);
  };
  visit(root);
  return found;
}

/** The flags as the command that was typed has them, then those of all others: -f is --file for one and --force for another. */
export function flagsFor(root: CommandSpec, argv: readonly string[]): ReadonlyMap<string, FlagSpec> {
  const found = new Map(allFlags(root));
  let spec: CommandSpec | undefined = root;
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word.startsWith("-")) {
      if ((found.get(word)?.kind ?? "switch") !== "switch") words.shift();
      continue;
    }
    spec = spec?.commands?.find(({ name, aliases = [] }) => name === word || aliases.includes(word));
    if (spec === undefined) break;
    for (const [key, flag] of allFlags({ ...spec, commands: [] })) found.set(key, flag);
  }
  return found;
}

/** commander's words for what is wrong, in ours: the flag by its name, never with its value, which may be a secret. */
const rewordings: readonly (readonly [RegExp, string])[] = [
  [/^option '(--[\w-]+).*?' argument '.*' is invalid\. (.*)$/s, "$1: $2"],
  [/^option '(--[\w-]+).*?' argument missing$/, "The flag $1 needs a value."],
  [/^unknown option '(-[^'=]*).*'$/s, "There is no flag $1 here."],
  [/^unknown command '(.*)'$/s, 'There is no command "$1" here.'],
  [/^missing required argument '(.*)'$/, "The argument <$1> is missing."],
  [/^too many arguments.* Expected (\d+) arguments? but got (\d+).*$/s, "Too many arguments: $2, where $1 can be."],
];

const takesHelp = "Type the command with --help to see what it takes.";
const kubeadmsAlone = "Use kubeadm's: it takes clusters that kubewright made for its own.";

/** What the parser found wrong, as one of our errors, its guess as the next step. */
function usageError(error: CommanderError): KubewrightError {
  const [words = "", guess = ""] = error.message.replace(/^error: /, "").split("\n");
  const known = rewordings.find(([pattern]) => pattern.test(words));
  const what = known === undefined ? words : words.replace(...known);
  const meant = /\(Did you mean (.*)\?\)/.exec(guess)?.[1];
  const help = /^unknown command '(upgrade|renew|generate-csr)'$/.test(words) ? kubeadmsAlone : takesHelp;
  const next = meant === undefined ? help : `Did you mean ${meant}?`;
  return new KubewrightError("USAGE", { what, next, exitCode: exitCodes.usage });
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
  if (wantsJson(argv)) for (const record of failureRecords(thrown)) io.stdout.write(jsonLine(record));
  else io.stderr.write(failureText(thrown, { columns: io.stderr.columns, hasColor: io.stderr.hasColor }));
  return failureExitCode(thrown);
}

/** kubeadm's flags that have no place here are refused, not ignored. */
function refuseFlags({ flags = [] }: CommandSpec, call: Call): void {
  for (const { name, instead } of flags) {
    if (instead === undefined || call.flags[name] === undefined) continue;
    throw new KubewrightError("FLAG_REFUSED", {
      what: `--${name} is not offered.`,
      next: instead,
      exitCode: exitCodes.usage,
    });
  }
}

/** A parent without a command: nothing was done, so this is no success. */
function incomplete(help: string, io: Io): number {
  io.stderr.write(help);
  return exitCodes.usage;
}

/** Runs what was typed (without the program's name) and gives the exit code. Throws nothing. */
export async function runCommandLine(
  argv: readonly string[],
  io: Io,
  root: CommandSpec = commandTree,
): Promise<number> {
  const flags = flagsFor(root, argv);
  const normal = normalArguments(argv, (word) => flags.get(word));
  try {
    const choice = parse(root, normal, io.stdout.columns);
    if (choice.kind === "run" && choice.spec.run !== undefined) {
      refuseFlags(choice.spec, choice.call);
      return await choice.spec.run(choice.call, io);
    }
    if (choice.kind === "incomplete") return incomplete(choice.text, io);
    if (choice.kind === "help") io.stdout.write(choice.text);
    return exitCodes.done;
  } catch (thrown) {
    return fail(thrown instanceof CommanderError ? usageError(thrown) : thrown, normal, io);
  }
}
