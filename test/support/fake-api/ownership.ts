import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "../../../src/engine/object-store.ts";
import { type FieldConflict, leavesOf, type Owners } from "./field-set.ts";

/** The fields that somebody else owns and that are wanted otherwise. */
export function conflictsOf(
  wanted: ReadonlyMap<string, unknown>,
  live: ReadonlyMap<string, unknown>,
  owners: Owners,
  self: string,
): FieldConflict[] {
  return [...wanted].flatMap(([path, value]) => {
    if (isDeepStrictEqual(live.get(path), value)) return [];
    const managers = [...owners]
      .filter(([manager, paths]) => manager !== self && paths.has(path))
      .map(([manager]) => manager);
    return managers.length === 0 ? [] : [{ path, managers }];
  });
}

interface Owned {
  readonly object: KubeObject;
  readonly owners: Owners;
}

/** An update owns what it changed. */
export function updateOwners(entry: Owned | null, content: KubeObject, manager: string): Owners {
  const before = entry === null ? new Map<string, unknown>() : leavesOf(entry.object);
  const after = leavesOf(content);
  const owners: Owners = new Map(
    [...(entry?.owners ?? [])].map(([name, paths]) => [name, new Set([...paths].filter((path) => after.has(path)))]),
  );
  const own = owners.get(manager) ?? new Set<string>();
  owners.set(manager, own);
  for (const [path, value] of after) {
    if (before.has(path) && isDeepStrictEqual(before.get(path), value)) continue;
    for (const paths of owners.values()) paths.delete(path);
    own.add(path);
  }
  return owners;
}
