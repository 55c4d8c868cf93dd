import { goUnescaped } from "../go-text.ts";
import { invalid } from "../template-error.ts";
import { Cursor } from "./cursor.ts";
import { operators, type Part, type Path } from "./node.ts";

/** A field's name: anything but what ends it, which a backslash takes the meaning of. */
const name = /(?:\\[\s\S]|[^\s.,[\]$@{}\\])*/y;

/** Reads what stands between braces, apart from range and end. Throws TEMPLATE_INVALID. */
export function readPath(text: string): Path {
  const cursor = new Cursor(text);
  const parts: Part[] = [];
  while (!cursor.isAtEnd) parts.push(...nextParts(cursor, parts.at(-1)));
  return parts;
}

function nextParts(cursor: Cursor, before: Part | undefined): readonly Part[] {
  if (cursor.take(/[ @$]/y) !== null) return [];
  if (cursor.skip("[?(")) return [readFilter(cursor.upTo(")]", "a filter"))];
  if (cursor.skip("..")) return recursive(cursor, before);
  if (cursor.skip("[")) return readBrackets(cursor.upTo("]", "an index"));
  if (cursor.startsWith('"') || cursor.startsWith("'")) return [{ kind: "text", text: unquoted(cursor.quoted()) }];
  if (cursor.skip(".")) return [field(cursor.take(name) ?? "")];
  const number = cursor.take(/[+-]?\d+(?:\.\d+)?/y);
  if (number !== null) return [{ kind: "constant", value: Number(number) }];
  const word = cursor.take(/[\p{L}\p{N}_]+/uy);
  if (word === "true" || word === "false") return [{ kind: "constant", value: word === "true" }];
  if (word !== null) throw invalid("jsonpath", `"${word}" means nothing here`, `A field has a dot before it: .${word}`);
  throw invalid("jsonpath", `"${cursor.text.charAt(cursor.at)}" means nothing here`);
}

function recursive(cursor: Cursor, before: Part | undefined): readonly Part[] {
  if (before?.kind === "recursive" || cursor.startsWith(".")) throw invalid("jsonpath", "there are too many dots");
  const word = cursor.take(/[\p{L}\p{N}_](?:\\[\s\S]|[^\s.,[\]$@{}\\])*/uy);
  return [{ kind: "recursive" }, ...(word === null ? [] : [field(word)])];
}

function field(written: string): Part {
  return written === "*" ? { kind: "wildcard" } : { kind: "field", name: written.replaceAll("\\", "") };
}

function unquoted(text: string): string {
  const meant = goUnescaped(text.slice(1, -1));
  if (meant === null) throw invalid("jsonpath", `${text} has an escape that is not known`);
  return meant;
}

function readBrackets(inside: string): readonly Part[] {
  const parts = inside.split(",");
  if (parts.length > 1) return [{ kind: "union", paths: parts.map((part) => readBrackets(part.trim())) }];
  const key = /^'([^']*)'$/.exec(inside)?.[1];
  if (key !== undefined) return readPath(`.${key}`);
  if (inside === "*") return [{ kind: "slice", from: undefined, to: undefined, step: undefined }];
  if (/^-?\d+$/.test(inside)) return [{ kind: "element", index: Number(inside) }];
  const ends = /^(-?\d*):(-?\d*)(?::(-?\d*))?$/.exec(inside)?.slice(1);
  if (ends === undefined) throw invalid("jsonpath", `[${inside}] is no index`, "Write [0], [1:3], [*] or ['name'].");
  const [from, to, step] = ends.map((end) => (end === undefined || end === "" ? undefined : Number(end)));
  return [{ kind: "slice", from, to, step }];
}

function readFilter(text: string): Part {
  const [, left, operator, right] = /^([^!<>=]+)([!<>=]+)([\s\S]+)$/.exec(text) ?? [];
  if (left === undefined || right === undefined) return { kind: "filter", left: readPath(text), comparison: null };
  const known = operators.find((each) => each === operator);
  if (known === undefined) {
    throw invalid("jsonpath", `there is no comparison ${operator}`, `Write one of ${operators.join(" ")}.`);
  }
  return { kind: "filter", left: readPath(left), comparison: { operator: known, right: readPath(right) } };
}
