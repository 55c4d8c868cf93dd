import { Secret } from "../secret.ts";
import { compareKeys } from "./compare-keys.ts";
import { doubleQuoted, numberText, scalarText } from "./print-scalar.ts";

export interface PrintOptions {
  /** "alphabetical" is Kubernetes' way; "given" keeps the order of the object's keys. */
  readonly keys?: "alphabetical" | "given";
}

/**
 * YAML as kubeadm and kubectl print it: keys in Kubernetes' alphabetical order, two spaces, lists not indented under their
 * key, double quotes around text that YAML 1.1 would read as something else, single quotes around signs of YAML's own,
 * `|` for text of several lines. Members that are undefined are left out. Ends with a newline.
 * Throws TypeError for a Secret, a function, a Map or another thing that has no YAML form.
 */
export function printYaml(value: unknown, options: PrintOptions = {}): string {
  const lines: string[] = [];
  const order = options.keys === "given" ? undefined : compareKeys;
  if (isCollection(value) && size(value) > 0) block(value, "", lines, order);
  else lines.push(inline(value, "  ", 0));
  return `${lines.join("\n")}\n`;
}

/** Several documents with `---` between them, each as printYaml prints it. */
export function printYamlDocuments(values: readonly unknown[], options: PrintOptions = {}): string {
  return values.map((value) => printYaml(value, options)).join("---\n");
}

type Order = ((left: string, right: string) => number) | undefined;
type Collection = readonly unknown[] | Readonly<Record<string, unknown>>;

function isCollection(value: unknown): value is Collection {
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof Secret) throw new TypeError("a secret cannot be printed as YAML");
  if (value instanceof Map || value instanceof Set || value instanceof Date) {
    throw new TypeError("YAML is printed from plain objects and arrays only");
  }
  return true;
}

function entries(value: Readonly<Record<string, unknown>>, order: Order): [string, unknown][] {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return order === undefined ? members : members.sort(([left], [right]) => order(left, right));
}

function size(value: Collection): number {
  return Array.isArray(value) ? value.length : entries(value as Readonly<Record<string, unknown>>, undefined).length;
}

function block(value: Collection, indent: string, lines: string[], order: Order): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) listItem(item, indent, lines, order);
    return;
  }
  for (const [key, member] of entries(value as Readonly<Record<string, unknown>>, order)) {
    const name = `${indent}${keyText(key)}:`;
    if (isCollection(member) && size(member) > 0) {
      lines.push(name);
      block(member, Array.isArray(member) ? indent : `${indent}  `, lines, order);
    } else lines.push(`${name} ${inline(member, `${indent}  `, name.length + 1)}`);
  }
}

function listItem(item: unknown, indent: string, lines: string[], order: Order): void {
  if (!isCollection(item) || size(item) === 0) {
    lines.push(`${indent}- ${inline(item, `${indent}  `, indent.length + 2)}`);
    return;
  }
  const inner: string[] = [];
  block(item, `${indent}  `, inner, order);
  const [first = "", ...rest] = inner;
  lines.push(`${indent}- ${first.slice(indent.length + 2)}`, ...rest);
}

/** A value on its key's line; `column` is where it begins, `indent` what its further lines begin with. */
function inline(value: unknown, indent: string, column: number): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return numberText(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "string") return scalarText(value, indent, column);
  if (Array.isArray(value)) return "[]";
  if (typeof value === "object") return "{}";
  throw new TypeError(`YAML has no form for a ${typeof value}`);
}

function keyText(key: string): string {
  if (key.length > 128) throw new TypeError("a key of more than 128 characters has no short YAML form");
  return key.includes("\n") || key === "<<" ? doubleQuoted(key) : scalarText(key, "", Number.NEGATIVE_INFINITY);
}
