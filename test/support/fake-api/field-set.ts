/** JSON as a tree of values. */
export type Json = Record<string, unknown>;

/** Who owns which leaves: manager to the paths (JSON pointers) it has set. Lists are one leaf. */
export type Owners = Map<string, Set<string>>;

/** A leaf that an apply would take from others. */
export interface FieldConflict {
  readonly path: string;
  readonly managers: readonly string[];
}

/** Fields that belong to nobody. */
const unowned = new Set([
  "/apiVersion",
  "/kind",
  "/metadata/name",
  "/metadata/namespace",
  "/metadata/uid",
  "/metadata/resourceVersion",
  "/metadata/creationTimestamp",
  "/metadata/generation",
  "/metadata/managedFields",
]);

/** The leaves of an object with their values. An empty map is a leaf. */
export function leavesOf(value: unknown, path = ""): Map<string, unknown> {
  if (!isMap(value) || (path !== "" && Object.keys(value).length === 0)) return new Map([[path, value]]);
  const leaves = new Map<string, unknown>();
  for (const [key, inner] of Object.entries(value)) {
    const below = `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (unowned.has(below)) continue;
    for (const [leaf, content] of leavesOf(inner, below)) leaves.set(leaf, content);
  }
  return leaves;
}

/** Sets the value at a pointer; undefined takes it away, with maps that become empty. */
export function setAt(object: Json, path: string, value: unknown): void {
  const keys = path
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = keys.pop() ?? "";
  const maps = [object];
  for (const key of keys) {
    const at = maps[maps.length - 1] ?? object;
    const inner = at[key];
    const next: Json = isMap(inner) ? inner : {};
    if (inner !== next) at[key] = next;
    maps.push(next);
  }
  const holder = maps[maps.length - 1] ?? object;
  if (value !== undefined) holder[last] = value;
  else delete holder[last];
  if (value !== undefined) return;
  for (let depth = keys.length - 1; depth >= 0; depth--) {
    const [at, key] = [maps[depth], keys[depth]];
    const inner = at?.[key ?? ""];
    if (at !== undefined && key !== undefined && isMap(inner) && Object.keys(inner).length === 0) delete at[key];
  }
}

/** metadata.managedFields, roughly: enough to see who owns what. */
export function managedFields(owners: Owners, operation: (manager: string) => string): readonly Json[] {
  return [...owners]
    .filter(([, paths]) => paths.size > 0)
    .map(([manager, paths]) => {
      const fields: Json = {};
      for (const path of paths) setAt(fields, path.replace(/\/([^/]*)/g, "/f:$1"), {});
      return { manager, operation: operation(manager), fieldsType: "FieldsV1", fieldsV1: fields };
    });
}

export function isMap(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
