import type { Mapping } from "./merge-patch.ts";

/** A list whose items are known by one of their keys, and a patch for it. Directives: `$patch: delete` in an item takes the item with its key away, `$patch: replace` in any item lets the patch's other items take the place of all. `merge` gets undefined for an item that is new. */
export function mergeKeyedList(
  list: readonly Mapping[],
  patch: readonly Mapping[],
  mergeKey: string,
  merge: (value: Mapping | undefined, patch: Mapping) => Mapping,
): Mapping[] {
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
  const plain = patch.filter((item) => item["$patch"] === undefined);
  if (patch.some((item) => item["$patch"] === "replace")) {
    return interleave(
      plain.map((item) => merge(undefined, item)),
      [],
      identity,
    );
  }
  const kept = list.filter((item) => !deleted.has(item[mergeKey]));
  return mergeList(kept, plain, identity, merge);
}

/** Each item of the patch merged into the first of the same identity; in the order of the API machinery. */
export function mergeList<T>(
  list: readonly T[],
  patch: readonly T[],
  identity: (item: T) => unknown,
  merge: (value: T | undefined, patch: T) => T,
): T[] {
  const merged = [...list];
  for (const item of patch) {
    const index = merged.findIndex((each) => identity(each) === identity(item));
    if (index < 0) merged.push(merge(undefined, item));
    else merged[index] = merge(merged[index], item);
  }
  // Items that share a key (a port of two protocols) stay together; the first of them is the patched one.
  const keys = [...new Set(patch.map(identity))];
  const patched = keys.flatMap((key) => merged.filter((each) => identity(each) === key));
  return interleave(list, patched, identity);
}

/** Patched items in the patch's order; an untouched one stands before a patched one only where it stood before it. So new items come first. */
function interleave<T>(list: readonly T[], patched: readonly T[], identity: (item: T) => unknown): T[] {
  const places = new Map(list.map((item, index) => [identity(item), index] as const).toReversed());
  const place = (item: T): number => places.get(identity(item)) ?? -1;
  const touched = new Set(patched.map(identity));
  const untouched = list.filter((item) => !touched.has(identity(item))).sort((one, other) => place(one) - place(other));
  const result: T[] = [];
  for (const item of patched) {
    const before = untouched.findIndex((other) => place(other) >= place(item));
    result.push(...untouched.splice(0, before < 0 ? untouched.length : before), item);
  }
  return [...result, ...untouched];
}
