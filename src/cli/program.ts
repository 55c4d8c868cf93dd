import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { Call, CommandSpec, FlagSpec, Flags, FlagValue } from "./command-spec.ts";
import { listParts, switchValue } from "./flag-text.ts";
import { helpText } from "./help-text.ts";

/** The one meaning of a value as typed; throws what the parser shows for a wrong one. */
function readValue(flag: FlagSpec, text: string, before: FlagValue | undefined): FlagValue {
  switch (flag.kind) {
    case "switch": {
      const value = switchValue(text);
      if (value === null) throw new InvalidArgumentError(`"${text}" is neither true nor false.`);
      return value;
    }
    case "count": {
      if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a whole number.`);
      return Number(text);
    }
    case "list":
      return [...(Array.isArray(before) ? before : []), ...listParts(text)];
    default:
      return text;
  }
}

function commanderOption(flag: FlagSpec): Option {
  const option = new Option(flag.kind === "switch" ? `--${flag.name} [value]` : `--${flag.name} <value>`);
  return option.argParser<FlagValue | undefined>((text, before) => readValue(flag, text, before));
}

/** The flags of one command that were given, by their names. */
function givenFlags(command: Command, options: ReadonlyMap<string, Option>): Flags {
  const found = command.opts<Record<string, FlagValue | undefined>>();
  const given = [...options].map(([name, option]) => [name, found[option.attributeName()]] as const);
  return Object.fromEntries(given.filter((pair): pair is [string, FlagValue] => pair[1] !== undefined));
}

interface Building {
  /** What was typed: a command whose name is not among it is only known by its name. */
  readonly words: ReadonlySet<string>;
  readonly columns: number;
  readonly write: (text: string) => void;
  readonly incomplete: (text: string) => void;
  readonly chosen: (spec: CommandSpec, call: Call) => void;
}

/** Enough of a command for guessing what was meant. */
function named({ name, aliases = [] }: CommandSpec): Command {
  return new Command(name).aliases([...aliases]);
}

/** Builds the parser of one command and its children. Flags given to a parent hold for its children too. */
function build(spec: CommandSpec, path: readonly string[], building: Building, inherited: () => Flags): Command {
  const command = new Command(spec.name);
  const silent = () => undefined;
  command
    .exitOverride()
    .configureOutput({ writeOut: building.write, writeErr: building.incomplete, outputError: silent });
  command.enablePositionalOptions().helpCommand(false).allowExcessArguments(false);
  command.helpOption("-h, --help").aliases([...(spec.aliases ?? [])]);
  command.configureHelp({ formatHelp: () => helpText(spec, path, building.columns) });
  if (spec.arguments !== undefined) command.arguments(spec.arguments);
  const own = (spec.flags ?? []).filter(({ name }) => name !== "help");
  const options = new Map(own.map((flag) => [flag.name, commanderOption(flag)]));
  for (const option of options.values()) command.addOption(option);
  const given = () => ({ ...inherited(), ...givenFlags(command, options) });
  for (const child of spec.commands ?? []) {
    const isTyped = [child.name, ...(child.aliases ?? [])].some((name) => building.words.has(name));
    command.addCommand(isTyped ? build(child, [...path, child.name], building, given) : named(child));
  }
  const { run } = spec;
  if (run !== undefined) {
    command.action(() => {
      const { v = 0, ...flags } = given();
      building.chosen(spec, { args: command.args, flags, verbosity: Number(v) });
    });
  }
  return command;
}

/** What the command line asked for: a leaf to run, the help that was asked for, or the help of a parent that was given no command. */
export type Choice =
  | { readonly kind: "run"; readonly spec: CommandSpec; readonly call: Call }
  | { readonly kind: "help" | "incomplete"; readonly text: string };

/** Finds out what is meant. Throws commander's CommanderError for what cannot be meant. */
export function parse(root: CommandSpec, argv: readonly string[], columns: number): Choice {
  let choice: Choice | undefined;
  const building: Building = {
    words: new Set(argv),
    columns,
    write: (text) => {
      choice = { kind: "help", text };
    },
    incomplete: (text) => {
      choice = { kind: "incomplete", text };
    },
    chosen: (spec, call) => {
      choice = { kind: "run", spec, call };
    },
  };
  try {
    build(root, [root.name], building, () => ({})).parse([...argv], { from: "user" });
  } catch (error) {
    const isHelp = error instanceof CommanderError && /^commander\.help(Displayed)?$/.test(error.code);
    if (!isHelp) throw error;
  }
  if (choice === undefined) throw new Error("the command line was parsed to nothing");
  return choice;
}
