import * as z from "zod";
import type { Path } from "../../yaml.ts";
import { nearest } from "../nearest.ts";
import { type Finding, shown } from "../problem.ts";

/** What a document says, with what is wrong in it taken out. */
export interface Checked<Value> {
  readonly value: Value;
  /** Wrong types. */
  readonly findings: readonly Finding[];
  /** Keys that the schema does not know: kubeadm only warns of them. */
  readonly unknown: readonly Finding[];
}

/** Reads a value by a schema as Go's JSON decoder would: null is nothing, unknown keys are left out, types are strict. */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): Checked<z.infer<Schema>> {
  const unknown: Finding[] = [];
  const cleaned = clean(schema, value, [], unknown) ?? {};
  const findings: Finding[] = [];
  let current: unknown = cleaned;
  for (;;) {
    const result = schema.safeParse(current);
    if (result.success) return { value: result.data, findings, unknown };
    const wrong = result.error.issues.map((issue) => findingOf(issue, current));
    findings.push(...wrong);
    current = wrong.reduceRight<unknown>((rest, finding) => without(rest, finding.path), current);
  }
}

function inner(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? inner(schema.unwrap() as z.ZodType) : schema;
}

function clean(outer: z.ZodType, value: unknown, path: Path, unknown: Finding[]): unknown {
  const schema = inner(outer);
  if (schema instanceof z.ZodObject && isMapping(value)) return cleanObject(schema, value, path, unknown);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    const element = schema.element as z.ZodType;
    return value.map((item, index) => clean(element, item ?? zero(element), [...path, index], unknown));
  }
  if (schema instanceof z.ZodRecord && isMapping(value)) {
    const valueType = schema.valueType as z.ZodType;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, member ?? zero(valueType)]));
  }
  return value;
}

function cleanObject(
  schema: z.ZodObject,
  value: Readonly<Record<string, unknown>>,
  path: Path,
  unknown: Finding[],
): Record<string, unknown> {
  const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const field = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (field === undefined) unknown.push(unknownKey([...path, key], Object.keys(shape)));
    else if (member !== null) result[key] = clean(field, member, [...path, key], unknown);
  }
  return result;
}

/** What Go makes of a null in a list. */
function zero(outer: z.ZodType): unknown {
  const schema = inner(outer);
  if (schema instanceof z.ZodString) return "";
  if (schema instanceof z.ZodBoolean) return false;
  return schema instanceof z.ZodObject ? {} : 0;
}

/** True for a mapping. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

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

function findingOf(issue: z.core.$ZodIssue, document: unknown): Finding {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  const value = valueAt(document, path);
  const expected = expectation(issue);
  const custom = issue.code === "custom" && typeof value === "string";
  const secret = custom && issue.message.startsWith("a token");
  return {
    code: "CONFIG_WRONG_TYPE",
    path,
    what: `expected ${expected}, found ${secret ? "something else" : custom ? shown(value) : describe(value)}`,
    next: advice(expected, value),
  };
}

function expectation(issue: z.core.$ZodIssue): string {
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

/** The value at a path, undefined when there is none. */
export function valueAt(document: unknown, path: Path): unknown {
  let current: unknown = document;
  for (const part of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Readonly<Record<string, unknown>>)[String(part)];
  }
  return current;
}

function without(document: unknown, path: Path): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return {};
  if (Array.isArray(document)) {
    if (rest.length === 0) return document.filter((_, index) => index !== first);
    return document.map((item: unknown, index) => (index === first ? without(item, rest) : item));
  }
  if (!isMapping(document)) return document;
  const key = String(first);
  const { [key]: member, ...others } = document;
  return rest.length === 0 ? others : { ...others, [key]: without(member, rest) };
}
