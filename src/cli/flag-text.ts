import type { FlagSpec } from "./command-spec.ts";

/** The parts of a comma list, as a CSV line: "a,b" → a, b; quotes keep a comma. */
export function listParts(text: string): readonly string[] {
  if (text === "") return [];
  const parts = text.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  const last = text.endsWith(",") ? parts.length : parts.length - 1;
  return parts
    .slice(0, Math.max(last, 1))
    .map((part) => part.replace(/,$/, ""))
    .map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part));
}

const trueWords = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const falseWords = new Set(["0", "f", "F", "false", "FALSE", "False"]);

/** A switch's value as Go's strconv.ParseBool reads it; null for anything else. */
export function switchValue(text: string): boolean | null {
  if (trueWords.has(text)) return true;
  return falseWords.has(text) ? false : null;
}

/** "-f, --force" or "    --config path", as it stands in the help. */
export function flagTerm(flag: FlagSpec): string {
  const short = flag.short === undefined ? "    " : `-${flag.short}, `;
  const value = flag.kind === "switch" ? "" : ` ${flag.value ?? "text"}`;
  return `${short}--${flag.name}${value}`;
}
