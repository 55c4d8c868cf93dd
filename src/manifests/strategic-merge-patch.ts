import { mergeKeyedList, mergeList } from "./merge-keyed-list.ts";
import { isMapping, type Mapping } from "./merge-patch.ts";

/**
 * By what the items of a list are the same item, by the list's own key: the patchMergeKey tags of core/v1, apps/v1 and
 * meta/v1 for Pods and Deployments. A list that is not here is replaced as a whole.
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
  schedulingGates: "name",
  conditions: "type",
  ownerReferences: "uid",
};

const deletePrefix = "$deleteFromPrimitiveList/";
const orderPrefix = "$setElementOrder/";

/** Kubernetes' strategic merge patch for Pods, Deployments and configuration documents, with its directives `$patch`, `$retainKeys`, `$setElementOrder/…` and `$deleteFromPrimitiveList/…`. Throws Error when the patch makes no sense. */
export function strategicMergePatch(value: unknown, patch: unknown): unknown {
  if (!isMapping(patch)) throw new Error("a strategic merge patch is a mapping");
  return mergeMapping(isMapping(value) ? value : {}, patch);
}

function mergeMapping(value: Mapping, patch: Mapping): Mapping {
  const { $patch: directive, $retainKeys: retained, ...changes } = patch;
  if (directive === "delete") return {};
  if (directive === "replace") return fresh(changes) as Mapping;
  if (directive !== undefined) throw new Error(`$patch: ${String(directive)} is not known`);
  const kept = Object.entries(value).filter(([key]) => !Array.isArray(retained) || retained.includes(key));
  const result: Record<string, unknown> = Object.fromEntries(kept);
  for (const [key, change] of Object.entries(changes)) {
    if (key.startsWith(deletePrefix)) dropFrom(result, key.slice(deletePrefix.length), change);
    else if (key.startsWith(orderPrefix)) continue;
    else if (change === null) delete result[key];
    else result[key] = mergeValue(key, result[key], change);
  }
  for (const [key, order] of Object.entries(changes)) {
    if (key.startsWith(orderPrefix)) reorder(result, key.slice(orderPrefix.length), order);
  }
  return result;
}

function mergeValue(key: string, value: unknown, patch: unknown): unknown {
  if (isMapping(patch)) return isMapping(value) ? mergeMapping(value, patch) : fresh(patch);
  if (!Array.isArray(patch) || !Array.isArray(value)) return fresh(patch);
  if (key === "finalizers")
    return mergeList(
      value,
      patch,
      (item) => item,
      (_, change) => change,
    );
  const mergeKey = mergeKeys[key];
  if (mergeKey === undefined || ![...value, ...patch].every(isMapping)) return fresh(patch);
  return mergeKeyedList(value, patch, mergeKey, (item, change) =>
    item === undefined ? (fresh(change) as Mapping) : mergeMapping(item, change),
  );
}

/** What stands where nothing stood: the patch without its directives and its nulls. */
function fresh(patch: unknown): unknown {
  if (Array.isArray(patch)) return patch.filter((item) => !isMapping(item) || item["$patch"] === undefined).map(fresh);
  if (!isMapping(patch)) return patch;
  const kept = Object.entries(patch).filter(([key, value]) => !key.startsWith("$") && value !== null);
  return Object.fromEntries(kept.map(([key, value]) => [key, fresh(value)]));
}

function dropFrom(result: Record<string, unknown>, name: string, dropped: unknown): void {
  const list = result[name];
  if (Array.isArray(list) && Array.isArray(dropped)) result[name] = list.filter((item) => !dropped.includes(item));
}

/** Sorts a list by `order`; what that does not name follows in its old order. */
function reorder(result: Record<string, unknown>, name: string, order: unknown): void {
  const list = result[name];
  const mergeKey = mergeKeys[name];
  if (!Array.isArray(list) || !Array.isArray(order)) return;
  const identity = (item: unknown): unknown => (isMapping(item) && mergeKey !== undefined ? item[mergeKey] : item);
  const rank = new Map(order.map((item, index) => [identity(item), index]));
  const place = (item: unknown): number => rank.get(identity(item)) ?? order.length;
  result[name] = list.toSorted((left, right) => place(left) - place(right));
}
