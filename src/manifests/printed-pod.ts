import type { KubeObject } from "../engine/object-store.ts";
import { isMapping, type Mapping } from "./merge-patch.ts";

/** A Pod that a user has patched, as the API machinery prints it: no empty lists, labels or annotations, and resources in every container. */
export function printedPod(pod: KubeObject): KubeObject {
  const spec = isMapping(pod["spec"]) ? pod["spec"] : {};
  const withResources = (key: string): Mapping => {
    const list = spec[key];
    if (!Array.isArray(list)) return {};
    return { [key]: list.map((each) => (isMapping(each) ? { resources: {}, ...each } : each)) };
  };
  const complete = { ...spec, ...withResources("containers"), ...withResources("initContainers") };
  return { ...(withoutEmpty({ ...pod, spec: complete }) as KubeObject), status: pod["status"] ?? {} };
}

function withoutEmpty(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutEmpty(item));
  if (!isMapping(value)) return value;
  const isEmpty = (name: string, inner: unknown): boolean =>
    (Array.isArray(inner) && inner.length === 0) ||
    (key === "metadata" && isMapping(inner) && Object.keys(inner).length === 0 && name !== "name");
  const kept = Object.entries(value).filter(([name, inner]) => !isEmpty(name, inner));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutEmpty(inner, name)]));
}
