import { type Data, isList, isMap, sortedKeys } from "../data.ts";

/** What an expression comes to; undefined is what Go calls no value: a key that a map does not have. */
export type Value = Data | undefined;

/** A value as fmt's %v prints it. */
export function valueText(value: Value): string {
  if (value === null || value === undefined) return "<nil>";
  if (isList(value)) return `[${value.map(valueText).join(" ")}]`;
  if (isMap(value))
    return `map[${sortedKeys(value)
      .map((key) => `${key}:${valueText(value[key])}`)
      .join(" ")}]`;
  return String(value);
}

/** Go's name for a value's type, as fmt names it. */
export function typeName(value: Value): string {
  if (isList(value)) return "[]interface {}";
  if (isMap(value)) return "map[string]interface {}";
  return typeof value === "number" ? "int" : typeof value === "boolean" ? "bool" : "string";
}

/** Go templates' idea of truth: everything but false, 0, nothing and what is empty. */
export function isTrue(value: Value): boolean {
  if (isList(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}
