import type { Path } from "../../yaml.ts";
import { parseDuration } from "../duration.ts";
import type { Finding } from "../problem.ts";
import { isQuantity } from "../quantity.ts";
import { advice, describe, unknownKey } from "../schema/wording.ts";
import { isTimestamp } from "../timestamp.ts";
import { isMapping } from "../value-at.ts";
import { fieldOf, type Shape, type Struct, type Structs } from "./shape.ts";

/** Looks at a component's configuration as Go's JSON decoder would: wrong types are findings, unknown keys are told apart. */
export function checkComponent(
  kind: string,
  structs: Structs,
  value: Readonly<Record<string, unknown>>,
): { readonly findings: Finding[]; readonly unknown: Finding[] } {
  const checker = new Checker(structs);
  checker.struct(structs[kind] ?? {}, value, []);
  return { findings: checker.findings, unknown: checker.unknown };
}

class Checker {
  readonly findings: Finding[] = [];
  readonly unknown: Finding[] = [];
  readonly #structs: Structs;

  constructor(structs: Structs) {
    this.#structs = structs;
  }

  struct(fields: Struct, value: Readonly<Record<string, unknown>>, path: Path): void {
    for (const [key, member] of Object.entries(value)) {
      const type = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (type === undefined) this.unknown.push(unknownKey([...path, key], Object.keys(fields)));
      else this.#value(fieldOf(type, this.#structs).shape, member, [...path, key]);
    }
  }

  #value(shape: Shape, value: unknown, path: Path): void {
    if (shape.kind === "scalar") this.#scalar(shape.name, value, path);
    else if (value === null) return;
    else if (shape.kind === "pointer") this.#value(shape.of, value, path);
    else if (shape.kind === "list") {
      if (!Array.isArray(value)) this.#wrong("a list", value, path);
      else for (const [index, item] of value.entries()) this.#value(shape.of, item, [...path, index]);
    } else if (!isMapping(value)) this.#wrong("a mapping of keys to values", value, path);
    else if (shape.kind === "struct") this.struct(shape.fields, value, path);
    else for (const [key, member] of Object.entries(value)) this.#value(shape.of, member, [...path, key]);
  }

  #scalar(name: string, value: unknown, path: Path): void {
    const rule = scalars[name];
    if (rule === undefined || rule.accepts(value) || (value === null && !rule.refusesNull)) return;
    this.#wrong(rule.expected, value, path);
  }

  #wrong(expected: string, value: unknown, path: Path): void {
    const what = `expected ${expected}, found ${describe(value)}`;
    this.findings.push({ code: "CONFIG_WRONG_TYPE", path, what, next: advice(expected, value) });
  }
}

interface ScalarRule {
  readonly expected: string;
  accepts(value: unknown): boolean;
  /** Types with a decoder of their own see the null. */
  readonly refusesNull?: boolean;
}

const whole = (low: number, high: number): ScalarRule => ({
  expected: "a whole number",
  accepts: (value) => typeof value === "number" && Number.isInteger(value) && value >= low && value <= high,
});

const isDuration = (value: unknown): boolean => typeof value === "string" && parseDuration(value) !== null;
const scalars: Readonly<Record<string, ScalarRule>> = {
  string: { expected: "text", accepts: (value) => typeof value === "string" },
  bool: { expected: "true or false", accepts: (value) => typeof value === "boolean" },
  int32: whole(-(2 ** 31), 2 ** 31 - 1),
  uint32: whole(0, 2 ** 32 - 1),
  int64: whole(-(2 ** 63), 2 ** 63),
  float: { expected: "a number", accepts: (value) => typeof value === "number" },
  Duration: { expected: "a duration such as 4m0s", accepts: isDuration, refusesNull: true },
  TimeOrDuration: {
    expected: "a duration such as 5s, or nanoseconds",
    accepts: (value) => isDuration(value) || (typeof value === "number" && Number.isInteger(value)),
  },
  Quantity: {
    expected: "a quantity such as 100Mi",
    accepts: isQuantity,
  },
  Time: {
    expected: "a time such as 2026-01-31T12:00:00Z",
    accepts: (value) => typeof value === "string" && isTimestamp(value),
  },
};
