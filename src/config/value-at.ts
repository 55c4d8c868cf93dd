import type { Path } from "../yaml.ts";

/** True for a mapping. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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

/** The value without what a path leads to. */
export function without(document: unknown, path: Path): unknown {
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
