import type { CommandSpec, FlagSpec } from "../command-spec.ts";

/** What can follow a command's words. */
export interface CompletionRow {
  /** "kubewright init phase" */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly flags: readonly FlagSpec[];
}

/** One row for each command, parents first. Aliases lead to the same rows as names. */
export function completionTable(root: CommandSpec): readonly CompletionRow[] {
  return rowsOf(root, [root.name]);
}

function rowsOf(spec: CommandSpec, path: readonly string[]): readonly CompletionRow[] {
  const commands = (spec.commands ?? []).map(({ name, summary }) => ({ name, summary }));
  const row = {
    path: path.join(" "),
    commands,
    flags: (spec.flags ?? []).filter(({ instead }) => instead === undefined),
  };
  return [row, ...(spec.commands ?? []).flatMap((child) => rowsOf(child, [...path, child.name]))];
}

/** What may be typed for a flag's value: words to choose from, files, directories, or nothing we know. */
export function valueChoice(
  flag: FlagSpec,
): { readonly kind: "words"; readonly words: readonly string[] } | { readonly kind: "files" | "directories" | "free" } {
  if (flag.value?.includes("|") === true) {
    return { kind: "words", words: flag.value.split("|").filter((word) => !word.endsWith("...")) };
  }
  if (flag.value === "path" || flag.value === "socket") return { kind: "files" };
  return { kind: flag.value === "directory" ? "directories" : "free" };
}

/** Every flag that takes a value, once, with its short form: what is behind it is no command. */
export function valueFlags(rows: readonly CompletionRow[]): readonly FlagSpec[] {
  const found = rows.flatMap(({ flags }) => flags).filter(({ kind }) => kind !== "switch");
  return [...new Map(found.map((flag) => [flag.name, flag])).values()];
}

/** The flags whose value is one of some words, each with the shell variable that holds them: other commands offer other words. */
export function wordFlags(
  rows: readonly CompletionRow[],
): readonly { readonly name: string; readonly variable: string }[] {
  const flags = valueFlags(rows).filter((flag) => valueChoice(flag).kind === "words");
  return flags.map(({ name }) => ({ name, variable: `words_${name.replaceAll("-", "_")}` }));
}

/** What a command offers for the value of a flag; nothing when it has no such flag. */
export function wordsFor({ flags }: CompletionRow, name: string): readonly string[] {
  const flag = flags.find((each) => each.name === name);
  const choice = flag === undefined ? null : valueChoice(flag);
  return choice?.kind === "words" ? choice.words : [];
}

/** "--output" and "-o". */
export function flagWords(flag: FlagSpec): readonly string[] {
  return [`--${flag.name}`, ...(flag.short === undefined ? [] : [`-${flag.short}`])];
}
