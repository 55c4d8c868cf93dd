import type * as z from "zod";
import type { Path } from "../../yaml.ts";
import { nearest } from "../nearest.ts";
import { type Finding, shown } from "../problem.ts";

/** A key that is not in a schema, with the one that was probably meant. Code CONFIG_UNKNOWN_KEY. */
export function unknownKey(path: Path, known: readonly string[]): Finding {
  const meant = nearest(String(path.at(-1) ?? ""), known);
  return {
    code: "CONFIG_UNKNOWN_KEY",
    path,
    atKey: true,
    what: meant === undefined ? "there is no such key" : `there is no such key; did you mean ${meant}?`,
    next: meant === undefined ? `Take it out.${listed(known)}` : `Write ${meant}, or take the key out.`,
  };
}

/** A list that is too long to be read helps nobody. */
function listed(known: readonly string[]): string {
  return known.length > 25 ? "" : ` Known here: ${[...known].sort().join(", ")}.`;
}

/** What an issue of the schema wants, in words. */
export function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === "custom") return issue.message;
  if (issue.code === "invalid_type") return typeNames[issue.expected] ?? issue.expected;
  if (issue.code === "too_big" || issue.code === "too_small") return "a whole number from -2147483648 to 2147483647";
  return issue.code === "invalid_union" ? "text or a number" : issue.message;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "a mapping of keys to values",
  record: "a mapping of keys to values",
};

/** A value's type in words, with the value when it is short. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "object") return "a mapping";
  const name = { string: "the text", number: "the number", boolean: "the boolean" }[typeof value as string] ?? "";
  return `${name} ${shown(value)}`;
}

/** What to write instead of a value of the wrong type. */
export function advice(expected: string, value: unknown): string {
  if (expected === "text" && (typeof value === "number" || typeof value === "boolean")) {
    return `Put it in quotes. Without them YAML reads a ${typeof value}.`;
  }
  if (expected === "a list" && typeof value === "string")
    return "Write a list: one line for each item, beginning with a dash.";
  return expected === "true or false" ? "Write true or false, without quotes." : `Write ${expected}.`;
}
