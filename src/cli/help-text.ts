import { wrap } from "../report/wrap.ts";
import type { CommandSpec, FlagSpec } from "./command-spec.ts";
import { flagGroups } from "./command-spec.ts";
import { flagTerm } from "./flag-text.ts";

/** Help is read badly in very long lines. */
const widest = 100;

function described(flag: FlagSpec): string {
  return flag.otherwise === undefined ? flag.help : `${flag.help} (default ${flag.otherwise})`;
}

/** Terms to the left, text to the right, wrapped under itself; where the term is too long the text starts below it. */
function twoColumns(rows: readonly (readonly [string, string])[], columns: number): readonly string[] {
  const longest = Math.max(...rows.map(([term]) => term.length));
  const left = Math.min(longest, Math.floor(columns * 0.45)) + 4;
  return rows.flatMap(([term, text]) => {
    const [first = "", ...more] = wrap(text, columns - left);
    const indented = more.map((line) => " ".repeat(left) + line);
    if (term.length + 4 > left) return [`  ${term}`, " ".repeat(left) + first, ...indented];
    return [`  ${term}`.padEnd(left) + first, ...indented];
  });
}

function flagSections(flags: readonly FlagSpec[], columns: number): readonly string[] {
  return flagGroups.flatMap((group) => {
    const rows = flags
      .filter((flag) => flag.group === group && flag.instead === undefined)
      .map((flag) => [flagTerm(flag), described(flag)] as const);
    return rows.length === 0 ? [] : ["", `${group}:`, ...twoColumns(rows, columns)];
  });
}

function usage(spec: CommandSpec, path: readonly string[]): readonly string[] {
  const words = path.join(" ");
  const own =
    spec.run === undefined ? [] : [`  ${words}${spec.arguments === undefined ? "" : ` ${spec.arguments}`} [flags]`];
  const children = spec.commands === undefined ? [] : [`  ${words} <command>`];
  return ["Usage:", ...own, ...children];
}

/** The help of one command, wrapped at the terminal's width, with the flags under their headings and the examples last. */
export function helpText(spec: CommandSpec, path: readonly string[], terminalColumns: number): string {
  const columns = Math.max(40, Math.min(terminalColumns, widest));
  const children = (spec.commands ?? []).map((child) => [child.name, child.summary] as const);
  const lines = [
    ...wrap(`${spec.summary}.`, columns),
    ...(spec.description ?? []).flatMap((paragraph) => ["", ...wrap(paragraph, columns)]),
    "",
    ...usage(spec, path),
    ...(children.length === 0 ? [] : ["", "Commands:", ...twoColumns(children, columns)]),
    ...flagSections(spec.flags ?? [], columns),
    "",
    "Examples:",
    ...spec.examples.flatMap(({ what, type }) => [
      ...wrap(`# ${what}`, columns - 2).map((line) => `  ${line}`),
      `  ${type}`,
    ]),
  ];
  return `${lines.join("\n")}\n`;
}
