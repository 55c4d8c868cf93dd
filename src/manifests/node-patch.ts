import type { Taint } from "../config/v1beta4.ts";
import { controlPlaneTaint, labels } from "../constants/labels.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { isMapping, mergePatch } from "./merge-patch.ts";

/** What a Node should carry, besides what it carries already. */
export interface NodeMarks {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** In front of the Node's others; one of the same key and effect is replaced. */
  readonly taints?: readonly Taint[];
}

/** The marks of a control plane. `taints` as in NodeRegistration: undefined is kubeadm's own, [] is none. */
export function controlPlaneMarks(taints: readonly Taint[] | undefined): NodeMarks {
  return {
    labels: { [labels.controlPlane]: "", [labels.excludeFromLoadBalancers]: "" },
    taints: taints ?? [controlPlaneTaint],
  };
}

/** A JSON merge patch for the Node, guarded by the resourceVersion it was computed from; null when the Node carries all of it. */
export function nodePatch(live: KubeObject, marks: NodeMarks): object | null {
  const missingLabels = missing(live.metadata["labels"], marks.labels ?? {});
  const missingAnnotations = missing(live.metadata["annotations"], marks.annotations ?? {});
  const taints = wantedTaints(live, marks.taints ?? []);
  if (missingLabels === null && missingAnnotations === null && taints === null) return null;
  const { resourceVersion } = live.metadata;
  return {
    metadata: {
      ...(typeof resourceVersion === "string" ? { resourceVersion } : {}),
      ...(missingLabels === null ? {} : { labels: missingLabels }),
      ...(missingAnnotations === null ? {} : { annotations: missingAnnotations }),
    },
    ...(taints === null ? {} : { spec: { taints } }),
  };
}

function missing(live: unknown, wanted: Readonly<Record<string, string>>): Record<string, string> | null {
  const has = isMapping(live) ? live : {};
  const entries = Object.entries(wanted).filter(([key, value]) => has[key] !== value);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** The whole list, for it is one value to the API server; null when every wanted taint is there. */
function wantedTaints(live: KubeObject, wanted: readonly Taint[]): readonly object[] | null {
  const spec = isMapping(live["spec"]) ? live["spec"] : {};
  const list = Array.isArray(spec["taints"]) ? spec["taints"].filter(isMapping) : [];
  const isThere = (taint: Taint): boolean =>
    list.some((each) => sameKey(each, taint) && (each["value"] ?? "") === (taint.value ?? ""));
  if (wanted.every(isThere)) return null;
  return [...wanted, ...list.filter((each) => !wanted.some((taint) => sameKey(each, taint)))];
}

function sameKey(live: Readonly<Record<string, unknown>>, taint: Taint): boolean {
  return live["key"] === taint.key && live["effect"] === taint.effect;
}

/** The Node with a patch of `nodePatch`. */
export function patchedNode(live: KubeObject, patch: object): KubeObject {
  // A patch of metadata and spec leaves the object what it is.
  return mergePatch(live, patch) as KubeObject;
}
