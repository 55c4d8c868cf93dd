import { isMapping, type Mapping } from "./merge-patch.ts";

/**
 * By what the items of a list are the same item, by the list's key. From the patchMergeKey tags of core/v1 and apps/v1
 * for Pods and Deployments. A list that is not here is replaced as a whole.
 */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  ephemeralContainers: "name",
  env: "name",
  ports: "containerPort",
  volumes: "name",
  volumeMounts: "mountPath",
  volumeDevices: "devicePath",
  imagePullSecrets: "name",
  hostAliases: "ip",
  topologySpreadConstraints: "topologyKey",
  resourceClaims: "name",
  conditions: "type",
  ownerReferences: "uid",
};

/** Lists of plain values that merge: what the patch has is added. */
const mergedLists: ReadonlySet<string> = new Set(["finalizers"]);

/** Kubernetes' strategic merge patch for Pods, Deployments and configuration documents. Knows `$patch`, `$retainKeys`, `$setElementOrder/…` and `$deleteFromPrimitiveList/…`. */
export function strategicMergePatch(value: unknown, patch: unknown): unknown {
  if (!isMapping(patch)) throw new Error("a strategic merge patch is a mapping");
  return mergeMapping(isMapping(value) ? value : {}, patch);
}

function mergeMapping(value: Mapping, patch: Mapping): Mapping {
  const directive = patch["$patch"];
  if (directive === "replace") return withoutDirectives(patch);
  if (directive === "delete") return {};
  if (directive !== undefined && directive !== "merge") throw new Error(`$patch: ${String(directive)} is not known`);
  const retained = patch["$retainKeys"];
  const result: Record<string, unknown> = {};
  for (const [key, old] of Object.entries(value)) {
    if (!Array.isArray(retained) || retained.includes(key)) result[key] = old;
  }
  for (const [key, change] of Object.entries(patch)) {
    if (key.startsWith("$deleteFromPrimitiveList/")) dropFrom(result, key, change);
    else if (key.startsWith("$")) continue;
    else if (change === null) delete result[key];
    else result[key] = mergeValue(key, result[key], change);
  }
  return orderLists(result, patch);
}

function mergeValue(key: string, value: unknown, patch: unknown): unknown {
  if (isMapping(patch)) return mergeMapping(isMapping(value) ? value : {}, patch);
  if (!Array.isArray(patch)) return patch;
  const list = Array.isArray(value) ? value : [];
  const mergeKey = mergeKeys[key];
  if (mergedLists.has(key)) return [...new Set([...list, ...patch])];
  if (mergeKey === undefined || ![...list, ...patch].every(isMapping)) return patch.map(withoutDirectives);
  return mergeList(list, patch, mergeKey);
}

function mergeList(list: readonly Mapping[], patch: readonly Mapping[], mergeKey: string): Mapping[] {
  const replaced = patch.some((item) => item["$patch"] === "replace" && item[mergeKey] === undefined);
  const result: Mapping[] = replaced ? [] : [...list];
  const added: Mapping[] = [];
  for (const item of patch) {
    const identity = item[mergeKey];
    if (identity === undefined && item["$patch"] === "replace") continue;
    if (identity === undefined) throw new Error(`an item of a list lacks its key ${mergeKey}`);
    const index = result.findIndex((each) => each[mergeKey] === identity);
    if (item["$patch"] === "delete") {
      if (index >= 0) result.splice(index, 1);
    } else if (index >= 0) result[index] = mergeMapping(result[index] ?? {}, item);
    else added.push(mergeMapping({}, item));
  }
  // Like the API machinery: what the patch brings anew stands before what was there.
  return replaced ? [...result, ...added] : [...added, ...result];
}

function dropFrom(result: Record<string, unknown>, key: string, dropped: unknown): void {
  const name = key.slice("$deleteFromPrimitiveList/".length);
  const list = result[name];
  if (Array.isArray(list) && Array.isArray(dropped)) result[name] = list.filter((item) => !dropped.includes(item));
}

/** Sorts lists by the patch's `$setElementOrder/<list>`; what it does not name follows in its old order. */
function orderLists(result: Record<string, unknown>, patch: Mapping): Mapping {
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith("$setElementOrder/") || !Array.isArray(order)) continue;
    const name = key.slice("$setElementOrder/".length);
    const list = result[name];
    const mergeKey = mergeKeys[name];
    if (!Array.isArray(list)) continue;
    const identity = (item: unknown): unknown => (isMapping(item) && mergeKey !== undefined ? item[mergeKey] : item);
    const rank = new Map(order.map((item, index) => [identity(item), index]));
    const place = (item: unknown): number => rank.get(identity(item)) ?? order.length;
    result[name] = list.toSorted((left, right) => place(left) - place(right));
  }
  return result;
}

function withoutDirectives(value: unknown): Mapping {
  if (!isMapping(value)) return value as Mapping;
  return Object.fromEntries(Object.entries(value).filter(([key, inner]) => !key.startsWith("$") && inner !== null));
}
