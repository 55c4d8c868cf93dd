import { LabError } from "./lab-error.ts";

/** What was typed after `npm run lab --`. */
export interface CommandLine {
  readonly command: string | undefined;
  /** Host names; for `ssh` the host and the command that runs there, untouched. */
  readonly words: readonly string[];
  readonly lab: string;
  readonly all: boolean;
  readonly help: boolean;
}

/** Reads the arguments. Throws on an option that does not exist. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const words: string[] = [];
  let line = { lab: "lab", all: false, help: false };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    if (words[0] === "ssh" && words.length >= 2) words.push(word);
    else if (word === "--name") line = { ...line, lab: labName(args[++at]) };
    else if (word.startsWith("--name=")) line = { ...line, lab: labName(word.slice("--name=".length)) };
    else if (word === "--all") line = { ...line, all: true };
    else if (word === "--help" || word === "-h") line = { ...line, help: true };
    else if (word.startsWith("-")) throw new LabError(`There is no option ${word}; see --help.`);
    else words.push(word);
  }
  const [command, ...rest] = words;
  return { command, words: rest, ...line };
}

function labName(value: string | undefined): string {
  if (value === undefined || value === "") throw new LabError("--name needs the name of a lab.");
  return value;
}
