import type { ExitCode } from "../errors.ts";
import type { Io } from "../io.ts";

/** How a flag's value is written: `list` takes commas and may be repeated, `count` is a whole number. */
export type FlagKind = "text" | "switch" | "list" | "count" | "duration";

/** One flag, as kubeadm names it. */
export interface FlagSpec {
  /** Without dashes: "cri-socket". */
  readonly name: string;
  readonly short?: string;
  readonly kind: FlagKind;
  /** The flag that is meant when a word follows the short form of this switch: "file", for `reset -f cluster.yaml`. */
  readonly withWord?: string;
  /** What stands for the value in the help: "path". */
  readonly value?: string;
  /** One sentence, without a full stop. */
  readonly help: string;
  /** What holds when it is not given, for the help only: a flag that is not given is not in the call. */
  readonly otherwise?: string;
  /** The heading in the help under which it stands. */
  readonly group: FlagGroup;
  /** What to do instead: the flag is kubeadm's, and refused here with this word. It stands in no help. */
  readonly instead?: string;
}

export const flagGroups = [
  "What to make",
  "Addresses and networks",
  "Where things are",
  "Joining",
  "Tokens and keys",
  "How to go about it",
  "Output",
] as const;

export type FlagGroup = (typeof flagGroups)[number];

/** A flag's value as it was typed; a duration stays text here. */
export type FlagValue = string | boolean | number | readonly string[];

/** The flags that were given, under their names: `"cri-socket"`. */
export type Flags = Readonly<Record<string, FlagValue>>;

/** What was typed, taken apart. */
export interface Call {
  readonly args: readonly string[];
  readonly flags: Flags;
  /** -v; 0 when it was not given. */
  readonly verbosity: number;
}

export interface Example {
  /** What it does, without a full stop. */
  readonly what: string;
  /** What to type. */
  readonly type: string;
}

/** A command of the command line: a leaf with `run`, or a parent with `commands`. */
export interface CommandSpec {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line, without a full stop. */
  readonly summary: string;
  /** Paragraphs for its own help. */
  readonly description?: readonly string[];
  /** Positional arguments as commander writes them: "[api-server-endpoint]", "<token...>". */
  readonly arguments?: string;
  readonly flags?: readonly FlagSpec[];
  readonly examples: readonly [Example, Example, ...Example[]];
  readonly commands?: readonly CommandSpec[];
  readonly run?: (call: Call, io: Io) => Promise<ExitCode>;
}
