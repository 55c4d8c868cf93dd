import { Secret } from "../secret.ts";
import { resolveScalar } from "./resolve-scalar.ts";

export interface PrintOptions {
  /** "alphabetical" is Kubernetes' way; "given" keeps the order of the object's keys. */
  readonly keys?: "alphabetical" | "given";
}

/**
 * YAML as kubeadm and kubectl print it: keys in Kubernetes' alphabetical order, two spaces, lists not indented under their
 * key, double quotes around text that YAML 1.1 would read as something else, single quotes around signs of YAML's own,
 * `|` for text of several lines. Members that are undefined are left out. Ends with a newline.
 * Throws TypeError for a Secret, a function, a Map or another thing that has no YAML form.
 */
export function printYaml(value: unknown, options: PrintOptions = {}): string {
  const lines: string[] = [];
  const order = options.keys === "given" ? undefined : compareKeys;
  if (isCollection(value) && size(value) > 0) block(value, "", lines, order);
  else lines.push(inline(value, "  ", 0));
  return `${lines.join("\n")}\n`;
}

/** Several documents with `---` between them, each as printYaml prints it. */
export function printYamlDocuments(values: readonly unknown[], options: PrintOptions = {}): string {
  return values.map((value) => printYaml(value, options)).join("---\n");
}

type Order = ((left: string, right: string) => number) | undefined;
type Collection = readonly unknown[] | Readonly<Record<string, unknown>>;

function isCollection(value: unknown): value is Collection {
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof Secret) throw new TypeError("a secret cannot be printed as YAML");
  if (value instanceof Map || value instanceof Set || value instanceof Date) {
    throw new TypeError("YAML is printed from plain objects and arrays only");
  }
  return true;
}

function entries(value: Readonly<Record<string, unknown>>, order: Order): [string, unknown][] {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return order === undefined ? members : members.sort(([left], [right]) => order(left, right));
}

function size(value: Collection): number {
  return Array.isArray(value) ? value.length : entries(value as Readonly<Record<string, unknown>>, undefined).length;
}

function block(value: Collection, indent: string, lines: string[], order: Order): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) listItem(item, indent, lines, order);
    return;
  }
  for (const [key, member] of entries(value as Readonly<Record<string, unknown>>, order)) {
    const name = `${indent}${keyText(key)}:`;
    if (isCollection(member) && size(member) > 0) {
      lines.push(name);
      block(member, Array.isArray(member) ? indent : `${indent}  `, lines, order);
    } else lines.push(`${name} ${inline(member, `${indent}  `, name.length + 1)}`);
  }
}

function listItem(item: unknown, indent: string, lines: string[], order: Order): void {
  if (!isCollection(item) || size(item) === 0) {
    lines.push(`${indent}- ${inline(item, `${indent}  `, indent.length + 2)}`);
    return;
  }
  const inner: string[] = [];
  block(item, `${indent}  `, inner, order);
  const [first = "", ...rest] = inner;
  lines.push(`${indent}- ${first.slice(indent.length + 2)}`, ...rest);
}

/** A value on its key's line; `column` is where it begins, `indent` what its further lines begin with. */
function inline(value: unknown, indent: string, column: number): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return numberText(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "string") return scalar(value, indent, column);
  if (Array.isArray(value)) return "[]";
  if (typeof value === "object") return "{}";
  throw new TypeError(`YAML has no form for a ${typeof value}`);
}

/** Go prints whole numbers in full and fractions with an exponent from a million on (or below a ten-thousandth). */
function numberText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return String(value);
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function keyText(key: string): string {
  if (key.length > 128) throw new TypeError("a key of more than 128 characters has no short YAML form");
  return key.includes("\n") || key === "<<" ? doubleQuoted(key) : scalar(key, "", Number.NEGATIVE_INFINITY);
}

/** The forms of a text, in the order in which Kubernetes' YAML library tries them. */
function scalar(text: string, indent: string, column: number): string {
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

function doubleQuoted(text: string): string {
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

/** The order of Kubernetes' YAML library: letters after everything else, numbers inside names by their size. */
export function compareKeys(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  for (let index = 0; index < a.length && index < b.length; index += 1) {
    const x = a[index] ?? "";
    const y = b[index] ?? "";
    if (x !== y) return compareAt(a, b, index, x, y);
  }
  return a.length - b.length;
}

function compareAt(a: readonly string[], b: readonly string[], index: number, x: string, y: string): number {
  const letters = [isLetter(x), isLetter(y)];
  if (letters[0] && letters[1]) return codeOf(x) - codeOf(y);
  if (letters[0] || letters[1]) return letters[1] ? -1 : 1;
  const lead = (x === "0" || y === "0") && hasDigitBefore(a, index) ? "1" : "";
  const numbers = [a, b].map((text) => BigInt(`${lead}${digitsFrom(text, index)}` || "0"));
  const lengths = [a, b].map((text) => digitsFrom(text, index).length);
  const [m = 0n, n = 0n] = numbers;
  if (m !== n) return m < n ? -1 : 1;
  const [p = 0, q = 0] = lengths;
  return p !== q ? p - q : codeOf(x) - codeOf(y);
}

function hasDigitBefore(text: readonly string[], index: number): boolean {
  for (let back = index - 1; back >= 0 && /\d/.test(text[back] ?? ""); back -= 1) if (text[back] !== "0") return true;
  return false;
}

function digitsFrom(text: readonly string[], index: number): string {
  let end = index;
  while (end < text.length && /\d/.test(text[end] ?? "")) end += 1;
  return text.slice(index, end).join("");
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
