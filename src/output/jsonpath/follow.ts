import { type Data, isList, isMap, member, sortedKeys } from "../data.ts";
import { unfit } from "../template-error.ts";
import type { Comparison, Part, Path } from "./node.ts";

/** How strictly a path is followed. */
export interface Following {
  /** False: a field that nothing has is an error, as with --allow-missing-template-keys=false. */
  readonly allowMissing: boolean;
}

/** What a path finds from these values on, in order. Throws TEMPLATE_FAILED. */
export function follow(path: Path, from: readonly Data[], how: Following): readonly Data[] {
  return path.reduce<readonly Data[]>((values, part) => step(part, values, how), from);
}

function step(part: Part, values: readonly Data[], how: Following): readonly Data[] {
  switch (part.kind) {
    case "text":
      return [part.text];
    case "constant":
      return values.map(() => part.value);
    case "field":
      return fields(part.name, values, how);
    case "wildcard":
      return values.flatMap(children);
    case "recursive":
      return values.flatMap(withDescendants);
    case "union":
      return part.paths.flatMap((path) => follow(path, values, how));
    case "filter":
      return values.flatMap((value) => listOf(value).filter((item) => passes(part, item, how)));
    default:
      return values.filter((value) => value !== null).flatMap((value) => pick(part, listOf(value)));
  }
}

function fields(name: string, values: readonly Data[], { allowMissing }: Following): readonly Data[] {
  const found = values.flatMap((value) => {
    const child = isMap(value) ? member(value, name) : undefined;
    return child === undefined ? [] : [child];
  });
  if (found.length === 0 && values.length > 0 && !allowMissing) throw unfit("jsonpath", `there is no field ${name}`);
  return found;
}

function children(value: Data): readonly Data[] {
  if (isList(value)) return value;
  return isMap(value) ? sortedKeys(value).map((key) => value[key] ?? null) : [];
}

function withDescendants(value: Data): readonly Data[] {
  const below = children(value);
  return below.length === 0 ? [] : [value, ...below.flatMap(withDescendants)];
}

function listOf(value: Data): readonly Data[] {
  if (isList(value)) return value;
  throw unfit("jsonpath", "an index or a filter stands behind what is no list");
}

function pick(part: Part & { readonly kind: "element" | "slice" }, list: readonly Data[]): readonly Data[] {
  const { from, to, step: width } = ends(part, list.length);
  if (from === to) return [];
  if (from < 0 || from >= list.length || to < 0 || to > list.length || from > to) {
    throw unfit("jsonpath", `the index leads out of a list of ${list.length}`);
  }
  if (width <= 0) throw unfit("jsonpath", "the step of a slice must be above zero");
  return list.slice(from, to).filter((_, at) => at % width === 0);
}

function ends(part: Part & { readonly kind: "element" | "slice" }, length: number) {
  const fromEnd = (index: number) => (index < 0 ? index + length : index);
  if (part.kind === "element") return { from: fromEnd(part.index), to: fromEnd(part.index) + 1, step: 1 };
  return { from: fromEnd(part.from ?? 0), to: fromEnd(part.to ?? length), step: part.step ?? 1 };
}

function passes(part: Part & { readonly kind: "filter" }, item: Data, how: Following): boolean {
  if (part.comparison === null) return follow(part.left, [item], { allowMissing: true }).length > 0;
  const [left, ...others] = follow(part.left, [item], how);
  const [right, ...more] = follow(part.comparison.right, [item], how);
  if (others.length > 0 || more.length > 0) throw unfit("jsonpath", "a filter compares one value with one");
  return left !== undefined && right !== undefined && compares(part.comparison.operator, left, right);
}

function compares(operator: Comparison["operator"], left: Data, right: Data): boolean {
  const isPlain = ["string", "number", "boolean"].includes(typeof left);
  if (!isPlain || typeof left !== typeof right) throw unfit("jsonpath", "a filter compares values of different types");
  if (operator === "==") return left === right;
  if (operator === "!=") return left !== right;
  if (typeof left === "boolean") throw unfit("jsonpath", "true and false have no order");
  const order = Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)));
  const sign = typeof left === "number" && typeof right === "number" ? left - right : order;
  return { "<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0 }[operator];
}
