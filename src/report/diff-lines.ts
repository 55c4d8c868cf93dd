import { structuredPatch } from "diff";

/** Lines of agreement shown around a difference. */
const context = 2;

/** The difference of two texts, one line each with "+", "-" or " " before it; "@@" stands where lines are left out. Empty when they are equal. */
export function diffLines(before: string, after: string): readonly string[] {
  if (before === after) return [];
  if (before === "") return linesOf(after).map((line) => `+ ${line}`);
  if (after === "") return linesOf(before).map((line) => `- ${line}`);
  const { hunks } = structuredPatch("", "", before, after, "", "", { context });
  return hunks.flatMap((hunk, index) => [
    ...(index === 0 && hunk.oldStart <= 1 ? [] : [`@@ line ${hunk.newStart}`]),
    ...hunk.lines.filter((line) => !line.startsWith("\\")).map((line) => `${line[0] ?? " "} ${line.slice(1)}`),
  ]);
}

function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
