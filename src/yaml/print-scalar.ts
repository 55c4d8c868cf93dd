import { resolveScalar } from "./resolve-scalar.ts";

/** Go prints whole numbers in full and fractions with an exponent from a million on (or below a ten-thousandth). */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return String(value);
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** The forms of a text, in the order in which Kubernetes' YAML library tries them. */
export function scalarText(text: string, indent: string, column: number): string {
  const special = hasSpecialCharacters(text) || /[\u0085\u2028\u2029]| \n/.test(text);
  if (text.includes("\n"))
    return special || text.endsWith(" ") ? wrapped(doubleQuoted(text), indent, column) : literal(text, indent);
  const typed = resolveScalar(text).type !== "text" || isSexagesimal(text);
  if (typed || special) return wrapped(doubleQuoted(text), indent, column);
  return wrapped(plainAllowed(text) ? text : `'${text.replaceAll("'", "''")}'`, indent, column);
}

/** Lines are broken at the first space after this column: the library's habit. */
const lineWidth = 80;

function wrapped(text: string, indent: string, start: number): string {
  if (!text.includes(" ")) return text;
  const quote = /^["']/.exec(text)?.[0] ?? "";
  let column = start;
  let result = "";
  let previous = "";
  const characters = [...text];
  for (const [index, character] of characters.entries()) {
    const next = characters[index + 1] ?? "";
    if (breaksAt(quote, character, previous, next, index, characters.length) && column > lineWidth) {
      result += `\n${indent}${next === " " ? "\\" : ""}`;
      column = indent.length;
    } else {
      result += character;
      column += 1;
    }
    previous = character;
  }
  return result;
}

/** A line may end at a single space inside the text; within double quotes also at the first of several, the next one escaped. */
function breaksAt(
  quote: string,
  character: string,
  previous: string,
  next: string,
  index: number,
  length: number,
): boolean {
  if (character !== " " || previous === " ") return false;
  const inside = quote === "" || (index > 1 && index < length - 2);
  return inside && (next !== " " || quote === '"');
}

/** YAML 1.1 numbers to base 60 ("1:20"): quoted for readers that still know them. */
function isSexagesimal(text: string): boolean {
  return /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text);
}

function plainAllowed(text: string): boolean {
  if (/^(---|\.\.\.)/.test(text)) return false;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text)) return false;
  if (/^[?:-]([ \t]|$)/.test(text)) return false;
  if (/:([ \t]|$)/.test(text) || /[ \t]#/.test(text)) return false;
  return !/^ | $/.test(text);
}

function hasSpecialCharacters(text: string): boolean {
  for (const character of text) if (!isPrintable(character.codePointAt(0) ?? 0)) return true;
  return false;
}

/** YAML 1.1's printable characters as Kubernetes' library counts them: nothing beyond U+FFFF, no byte order mark. */
function isPrintable(code: number): boolean {
  if (code === 0x0a || (code >= 0x20 && code <= 0x7e)) return true;
  return (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
}

function literal(text: string, indent: string): string {
  const hint = /^[ \n]/.test(text) ? "2" : "";
  const chomp = !text.endsWith("\n") ? "-" : /^\n$|\n\n$/.test(text) ? "+" : "";
  const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
  const body = lines.map((line) => (line === "" ? "" : `${indent}${line}`)).join("\n");
  return `|${hint}${chomp}\n${body}`;
}

const escapes: ReadonlyMap<number, string> = new Map([
  [0x00, "0"],
  [0x07, "a"],
  [0x08, "b"],
  [0x09, "t"],
  [0x0a, "n"],
  [0x0b, "v"],
  [0x0c, "f"],
  [0x0d, "r"],
  [0x1b, "e"],
  [0x22, '"'],
  [0x5c, "\\"],
  [0x85, "N"],
  [0xa0, "_"],
  [0x2028, "L"],
  [0x2029, "P"],
]);

/** The text in double quotes, on one line. */
export function doubleQuoted(text: string): string {
  let result = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const mustEscape = !isPrintable(code) || escapesAlways(code);
    result += mustEscape ? `\\${escapes.get(code) ?? hexadecimal(code)}` : character;
  }
  return `"${result}"`;
}

function escapesAlways(code: number): boolean {
  return code === 0x22 || code === 0x5c || code === 0x0a || code === 0x2028 || code === 0x2029;
}

function hexadecimal(code: number): string {
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `x${digits.padStart(2, "0")}`;
  return code <= 0xffff ? `u${digits.padStart(4, "0")}` : `U${digits.padStart(8, "0")}`;
}
