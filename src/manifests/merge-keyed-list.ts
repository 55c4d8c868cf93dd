import type { Mapping } from "./merge-patch.ts";

/** A list whose items are known by one of their keys, and a patch for it. Directives: `$patch: delete` in an item takes the item with its key away, `$patch: replace` in any item lets the patch's other items take the place of all. */
export function mergeKeyedList(
  list: readonly Mapping[],
  patch: readonly Mapping[],
  mergeKey: string,
  merge: (value: Mapping, patch: Mapping) => Mapping,
): Mapping[] {
  const plain = patch.filter((item) => item["$patch"] === undefined);
  const identity = (item: Mapping): unknown => {
    if (item[mergeKey] === undefined) throw new Error(`an item of a list lacks its key ${mergeKey}`);
    return item[mergeKey];
  };
  const deleted = new Set<unknown>();
  for (const item of patch) {
    const directive = item["$patch"];
    if (directive === "delete") deleted.add(identity(item));
    else if (directive !== undefined && directive !== "replace")
      throw new Error(`$patch: ${String(directive)} in a list`);
  }
  if (patch.some((item) => item["$patch"] === "replace")) return plain.map((item) => merge({}, item));
  const kept = list.filter((item) => !deleted.has(item[mergeKey]));
  const merged = [...kept];
  for (const item of plain) {
    const index = merged.findIndex((each) => each[mergeKey] === identity(item));
    if (index < 0) merged.push(merge({}, item));
    else merged[index] = merge(merged[index] ?? {}, item);
  }
  // Items that share a key (a port of two protocols) stay together; the first one is the patched one.
  const keys = [...new Set(plain.map(identity))];
  const patched = keys.flatMap((key) => merged.filter((each) => each[mergeKey] === key));
  return interleave(kept, patched, mergeKey);
}

/** Patched items in the patch's order; an untouched one stands before a patched one only where it stood before it. So new items come first. */
function interleave(kept: readonly Mapping[], patched: readonly Mapping[], mergeKey: string): Mapping[] {
  const place = new Map(kept.map((item, index) => [item[mergeKey], index] as const).toReversed());
  const touched = new Set(patched.map((item) => item[mergeKey]));
  const untouched = kept.filter((item) => !touched.has(item[mergeKey]));
  const result: Mapping[] = [];
  for (const item of patched) {
    const old = place.get(item[mergeKey]) ?? -1;
    while (untouched[0] !== undefined && (place.get(untouched[0][mergeKey]) ?? 0) < old) {
      result.push(...untouched.splice(0, 1));
    }
    result.push(item);
  }
  return [...result, ...untouched];
}
