import { goUnescaped } from "../go-text.ts";
import { invalid } from "../template-error.ts";

/** A word of an action. `text` of a field, a variable and a quoted text is without its sign. */
export interface Token {
  readonly kind: "space" | "text" | "number" | "variable" | "field" | "dot" | "word" | "sign";
  readonly text: string;
}

type Reader = (written: string) => Token;

/** In this order, for ".5" is a number and ".x" is none. */
const readers: readonly (readonly [RegExp, Reader])[] = [
  [/\s+/y, () => ({ kind: "space", text: " " })],
  [/"(?:\\.|[^"\\\n])*"/y, (written) => ({ kind: "text", text: unquoted(written) })],
  [/`[^`]*`/y, (written) => ({ kind: "text", text: written.slice(1, -1) })],
  [/'(?:\\.|[^'\\\n])*'/y, (written) => refuse(`a single character such as ${written}`)],
  [/[+-]?\.?\d[\w.]*(?:(?<=[eEpP])[+-]\d+)?/y, numberToken],
  [/:=|[=|(),]/y, (written) => ({ kind: "sign", text: written })],
  [/\$[\p{L}\p{N}_]*/uy, (written) => ({ kind: "variable", text: written.slice(1) })],
  [/\.[\p{L}\p{N}_]+/uy, (written) => ({ kind: "field", text: written.slice(1) })],
  [/\./y, () => ({ kind: "dot", text: "." })],
  [/[\p{L}_][\p{L}\p{N}_]*/uy, (written) => ({ kind: "word", text: written })],
];

/** The words of what stands between {{ and }}. Throws TEMPLATE_INVALID. */
export function tokensOf(action: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < action.length) {
    const [pattern, read] = readers.find(([each]) => matches(each, action, at)) ?? [];
    if (pattern === undefined || read === undefined) {
      throw invalid("go-template", `"${action.charAt(at)}" means nothing here`);
    }
    tokens.push(read(action.slice(at, pattern.lastIndex)));
    at = pattern.lastIndex;
  }
  return tokens;
}

function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

function unquoted(written: string): string {
  const meant = goUnescaped(written.slice(1, -1));
  if (meant === null) throw invalid("go-template", `${written} has an escape that is not known`);
  return meant;
}

function numberToken(written: string): Token {
  if (/^[+-]?\d+$/.test(written) && Number.isSafeInteger(Number(written))) return { kind: "number", text: written };
  return refuse(`the number ${written}`, "Whole decimal numbers are.");
}

function refuse(what: string, next = "Write it as a text between double quotes."): never {
  throw invalid("go-template", `${what} is not offered here`, next);
}
