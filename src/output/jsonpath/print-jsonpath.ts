import type { Data } from "../data.ts";
import { goJson, inKeyOrder } from "../go-json.ts";
import { type Following, follow } from "./follow.ts";
import type { Piece } from "./node.ts";

/** One object through a template, as `-o jsonpath=` prints it: no line feed is added. Throws TEMPLATE_FAILED. */
export function printJsonpath(template: readonly Piece[], object: Data, how: Following): string {
  const lists = results(template, object, how);
  return lists.map((values) => values.map(textOf).join(" ")).join("");
}

/** The same as `-o jsonpath-as-json=` prints it: a JSON array for each expression. */
export function printJsonpathAsJson(template: readonly Piece[], object: Data, how: Following): string {
  return results(template, object, how)
    .map((values) => `${goJson(inKeyOrder(values), 4)}\n`)
    .join("");
}

/** What each expression finds, the bodies of ranges once for each value. */
function results(pieces: readonly Piece[], current: Data, how: Following): readonly (readonly Data[])[] {
  return pieces.flatMap((piece) => {
    const found = follow(piece.path, [current], how);
    return piece.kind === "print" ? [found] : found.flatMap((value) => results(piece.body, value, how));
  });
}

function textOf(value: Data): string {
  return typeof value === "object" && value !== null ? goJson(inKeyOrder(value), 0) : String(value);
}
