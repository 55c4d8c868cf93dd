/** A mapping, as YAML and JSON have it. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value is a mapping (no list, no null). */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** RFC 7386: mappings merge, null takes a key away, everything else replaces. */
export function mergePatch(value: unknown, patch: unknown): unknown {
  if (!isMapping(patch)) return patch;
  const result: Record<string, unknown> = isMapping(value) ? { ...value } : {};
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete result[key];
    else result[key] = mergePatch(result[key], change);
  }
  return result;
}
