import { formatDuration, parseDuration } from "../duration.ts";
import { isMapping } from "../value-at.ts";
import { type Field, fieldOf, type Shape, type Struct, type Structs } from "./shape.ts";

/**
 * A component's configuration as Go prints it: every member that has no `omitempty`, zero or not; durations in Go's form;
 * nothing that the struct does not know. The value must have passed checkComponent.
 */
export function completeComponent(
  kind: string,
  structs: Structs,
  value: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return struct(structs[kind] ?? {}, value, structs);
}

function struct(fields: Struct, value: Readonly<Record<string, unknown>>, structs: Structs): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(fields)) {
    const field = fieldOf(type, structs);
    const member = complete(field.shape, value[name] ?? undefined, structs);
    if (!isLeftOut(field, member)) result[name] = member;
  }
  return result;
}

function complete(shape: Shape, value: unknown, structs: Structs): unknown {
  if (shape.kind === "scalar") return scalar(shape.name, value);
  if (shape.kind === "struct") return struct(shape.fields, isMapping(value) ? value : {}, structs);
  if (value === undefined || value === null) return null;
  if (shape.kind === "pointer") return complete(shape.of, value, structs);
  if (Array.isArray(value)) return value.map((item: unknown) => complete(shape.of, item ?? undefined, structs));
  const members = Object.entries(isMapping(value) ? value : {});
  return Object.fromEntries(members.map(([key, member]) => [key, complete(shape.of, member ?? undefined, structs)]));
}

/** Go leaves out false, 0, "", nil and what is empty, but never a struct; a Duration is a struct. */
function isLeftOut({ shape, omitEmpty }: Field, value: unknown): boolean {
  if (!omitEmpty || shape.kind === "struct") return false;
  if (shape.kind === "pointer") return value === null;
  if (shape.kind === "scalar") return !isStructScalar(shape.name) && (value === "" || value === 0 || value === false);
  return value === null || (Array.isArray(value) ? value.length === 0 : Object.keys(value as object).length === 0);
}

function isStructScalar(name: string): boolean {
  return name === "Duration" || name === "TimeOrDuration" || name === "Quantity" || name === "Time";
}

function scalar(name: string, value: unknown): unknown {
  if (name === "Duration") return formatDuration(typeof value === "string" ? (parseDuration(value) ?? 0) : 0);
  if (name === "TimeOrDuration") {
    return typeof value === "string" ? formatDuration(parseDuration(value) ?? 0) : (value ?? 0);
  }
  if (name === "Quantity") return String(value ?? "0");
  if (name === "string") return value ?? "";
  if (name === "bool") return value ?? false;
  return name === "Time" ? (value ?? null) : (value ?? 0);
}
