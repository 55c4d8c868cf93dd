/**
 * The words that YAML 1.1 reads as something other than text. Kubernetes' YAML library keeps `y`, `n`, `on` and `off`
 * among the booleans, which most others no longer do.
 */
const words: ReadonlyMap<string, boolean | number | null> = new Map<string, boolean | number | null>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((word) => [word, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const integer = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const signedInteger64 = { min: -(2n ** 63n), max: 2n ** 64n - 1n };

/** What kind of value a scalar is. A timestamp stays text when read, but is quoted when printed. */
export type ScalarType = "text" | "null" | "boolean" | "number" | "timestamp";

/** What a plain scalar means as Kubernetes reads it (YAML 1.1 with octal, hexadecimal and binary integers, `_` between digits). */
export function resolveScalar(text: string): {
  readonly type: ScalarType;
  readonly value: string | number | boolean | null;
} {
  const word = words.get(text);
  if (word !== undefined) {
    return { type: word === null ? "null" : typeof word === "boolean" ? "boolean" : "number", value: word };
  }
  if (!/^[-+.0-9]/.test(text)) return { type: "text", value: text };
  if (isTimestamp(text)) return { type: "timestamp", value: text };
  const number = text.startsWith(".") ? readFloat(text) : readNumber(text.replaceAll("_", ""));
  return number === undefined ? { type: "text", value: text } : { type: "number", value: number };
}

function readNumber(text: string): number | undefined {
  return readInteger(text) ?? readFloat(text);
}

function readInteger(text: string): number | undefined {
  const match = integer.exec(text);
  if (match === null) return undefined;
  const [, sign = "", digits = ""] = match;
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  const size = BigInt(octal);
  const value = sign === "-" ? -size : size;
  return value < signedInteger64.min || value > signedInteger64.max ? undefined : Number(value);
}

function readFloat(text: string): number | undefined {
  if (!float.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const date =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(?:Z|[-+]\d{2}:\d{2})| +(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?)?$/;

function isTimestamp(text: string): boolean {
  const match = date.exec(text);
  if (match === null) return false;
  const [, year, month, day, ...rest] = match.map(Number);
  const [hour, minute, second] = rest.filter((part) => !Number.isNaN(part));
  const days = [31, isLeap(year ?? 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][(month ?? 0) - 1];
  if (days === undefined || day === undefined || day < 1 || day > days) return false;
  return (hour ?? 0) < 24 && (minute ?? 0) < 60 && (second ?? 0) < 60;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
