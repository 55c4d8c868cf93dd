import { unfit } from "../template-error.ts";
import type { Value } from "./value-text.ts";

/** Whether a value is one of others, as eq says it. Throws TEMPLATE_FAILED for lists, maps, and values of two types. */
export function isEqualToAny(first: Value, others: readonly Value[]): boolean {
  return others.some((other) => {
    if (isNothing(first) || isNothing(other)) return isNothing(first) && isNothing(other);
    if (!isPlain(first) || !isPlain(other)) throw unfit("go-template", "lists and maps cannot be compared");
    if (typeof first !== typeof other) throw unfit("go-template", "values of different types are compared");
    return first === other;
  });
}

/** Below zero, zero or above, as lt and its like order numbers and texts. Throws TEMPLATE_FAILED for all else. */
export function compareAll(left: Value, right: Value): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string")
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  throw unfit("go-template", "only two numbers or two texts have an order");
}

function isNothing(value: Value): boolean {
  return value === null || value === undefined;
}

function isPlain(value: Value): boolean {
  return typeof value !== "object";
}
