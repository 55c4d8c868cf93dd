import * as z from "zod";
import type { Path } from "../../yaml.ts";
import { type Finding, shown } from "../problem.ts";
import { isMapping, valueAt, without } from "../value-at.ts";
import { advice, describe, expectation, unknownKey } from "./wording.ts";

/** What a document says, with what is wrong in it taken out. */
export interface Checked<Value> {
  readonly value: Value;
  /** Wrong types. */
  readonly findings: readonly Finding[];
  /** Keys that the schema does not know: kubeadm only warns of them. */
  readonly unknown: readonly Finding[];
}

/** A schema is used once or twice a run: compiling a function for it would take longer than it saves. */
const interpreted = { jitless: true };

/** Reads a value by a schema as Go's JSON decoder would: null is nothing, unknown keys are left out, types are strict. */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): Checked<z.infer<Schema>> {
  const unknown: Finding[] = [];
  const cleaned = clean(schema, value, [], unknown) ?? {};
  const findings: Finding[] = [];
  let current: unknown = cleaned;
  for (;;) {
    const result = schema.safeParse(current, interpreted);
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

/** What these keys hold is not shown, whatever it is. */
const secrets: ReadonlySet<string> = new Set(["token", "tlsBootstrapToken", "certificateKey"]);

function findingOf(issue: z.core.$ZodIssue, document: unknown): Finding {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  const value = valueAt(document, path);
  const expected = expectation(issue);
  const custom = issue.code === "custom" && typeof value === "string";
  const secret = secrets.has(String(path.at(-1))) || (path.includes("extraEnvs") && path.at(-1) === "value");
  return {
    code: "CONFIG_WRONG_TYPE",
    path,
    what: `expected ${expected}, found ${secret ? "something else" : custom ? shown(value) : describe(value)}`,
    next: advice(expected, value),
  };
}
