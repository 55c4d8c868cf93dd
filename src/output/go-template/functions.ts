import { isList, isMap, member } from "../data.ts";
import { unfit } from "../template-error.ts";
import { compareAll, isEqualToAny } from "./compare.ts";
import { printf } from "./printf.ts";
import { isTrue, type Value, valueText } from "./value-text.ts";

interface Function {
  /** How many arguments it takes. */
  readonly least: number;
  readonly most: number;
  readonly call: (...values: readonly Value[]) => Value;
}

const many = Number.POSITIVE_INFINITY;

const functions: Readonly<Record<string, Function>> = {
  not: { least: 1, most: 1, call: (value) => !isTrue(value) },
  eq: { least: 2, most: many, call: (first, ...others) => isEqualToAny(first, others) },
  ne: { least: 2, most: 2, call: (left, right) => !isEqualToAny(left, [right]) },
  lt: { least: 2, most: 2, call: (left, right) => compareAll(left, right) < 0 },
  le: { least: 2, most: 2, call: (left, right) => compareAll(left, right) <= 0 },
  gt: { least: 2, most: 2, call: (left, right) => compareAll(left, right) > 0 },
  ge: { least: 2, most: 2, call: (left, right) => compareAll(left, right) >= 0 },
  len: { least: 1, most: 1, call: lengthOf },
  index: { least: 1, most: many, call: (value, ...keys) => keys.reduce<Value>(at, value) },
  slice: { least: 1, most: 3, call: slice },
  exists: { least: 1, most: many, call: exists },
  print: { least: 0, most: many, call: print },
  println: { least: 0, most: many, call: (...values) => `${values.map(valueText).join(" ")}\n` },
  printf: { least: 1, most: many, call: (format, ...values) => printf(textFor("printf", format), values) },
  base64decode: { least: 1, most: 1, call: base64decode },
};

/** What a template may call. `and` and `or` are not in the table: they look at no more arguments than they need. */
export const functionNames: readonly string[] = ["and", "or", ...Object.keys(functions)];

/** Go's own functions that are not offered. */
export const refusedFunctions: readonly string[] = ["html", "js", "urlquery", "call"];

/** Calls a function of functionNames that is neither `and` nor `or`. Throws TEMPLATE_FAILED for arguments that it cannot take. */
export function callFunction(name: string, values: readonly Value[]): Value {
  const known = functions[name];
  if (known === undefined) throw new Error(`there is no template function ${name}`);
  if (values.length < known.least || values.length > known.most) {
    throw unfit("go-template", `${name} cannot take ${values.length} arguments`);
  }
  return known.call(...values);
}

function lengthOf(value: Value): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (isList(value)) return value.length;
  if (isMap(value)) return Object.keys(value).length;
  throw unfit("go-template", "len is of a text, a list or a map");
}

function at(value: Value, key: Value): Value {
  if (isMap(value) && typeof key === "string") return member(value, key) ?? null;
  const list = typeof value === "string" ? [...Buffer.from(value)] : value;
  if (isList(list) && typeof key === "number" && key >= 0 && key < list.length) return list[key];
  throw unfit("go-template", "index leads out of its list, or stands before what has no elements");
}

function slice(value: Value, ...ends: readonly Value[]): Value {
  const length = lengthOf(value);
  const [from = 0, to = length] = ends;
  if (typeof from !== "number" || typeof to !== "number" || from < 0 || to > length || from > to || isMap(value)) {
    throw unfit("go-template", "slice leads out of its list or text");
  }
  if (typeof value === "string") return Buffer.from(value).subarray(from, to).toString();
  return isList(value) ? value.slice(from, to) : null;
}

function exists(value: Value, ...keys: readonly Value[]): boolean {
  try {
    const found = keys.reduce<Value>(at, value);
    return found !== null && found !== undefined;
  } catch {
    return false;
  }
}

/** fmt.Sprint: a space between two values when neither is a text. */
function print(...values: readonly Value[]): string {
  return values
    .map((value, index) => {
      const before = values[index - 1];
      const isApart = index > 0 && typeof value !== "string" && typeof before !== "string";
      return (isApart ? " " : "") + valueText(value);
    })
    .join("");
}

function textFor(name: string, value: Value): string {
  if (typeof value === "string") return value;
  throw unfit("go-template", `${name} takes a text first`);
}

function base64decode(value: Value): string {
  const text = textFor("base64decode", value).replace(/[\r\n]/g, "");
  if (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    return Buffer.from(text, "base64").toString();
  }
  throw unfit("go-template", "base64decode stands before what is no base64");
}
