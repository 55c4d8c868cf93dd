import type { KubeObject } from "../../../src/engine/object-store.ts";
import { knownKinds } from "../../../src/kube/resource-path.ts";
import { isMap } from "./field-set.ts";

/** What a path of the API leads to. */
export interface Route {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** The route of a path under /api or /apis; null for a resource the server does not have. */
export function routeOf(path: string, crds: readonly KubeObject[]): Route | null {
  const parts = path.split("/").slice(1).map(decodeURIComponent);
  const core = parts[0] === "api";
  const apiVersion = core ? (parts[1] ?? "") : `${parts[1]}/${parts[2]}`;
  const rest = parts.slice(core ? 2 : 3);
  const inNamespace = rest[0] === "namespaces" && rest.length > 2;
  const namespace = inNamespace ? rest[1] : undefined;
  const [plural = "", name, subresource] = inNamespace ? rest.slice(2) : rest;
  const kind = kindOf(core ? "" : (parts[1] ?? ""), plural, crds);
  return kind === null ? null : { apiVersion, kind, namespace, name, subresource };
}

/** The answer to GET /api/v1 or /apis/group/version; null for a group version the server does not have. */
export function resourcesOf(path: string, crds: readonly KubeObject[]): object | null {
  const match = /^\/(?:api\/(v1)|apis\/([^/]+)\/([^/]+))$/.exec(path);
  if (match === null) return null;
  const group = match[2] ?? "";
  const known = Object.entries(knownKinds).filter(([key]) => key.startsWith(`${group}/`));
  const resources = known.map(([key, { plural, namespaced }]) => ({
    name: plural,
    kind: key.slice(group.length + 1),
    namespaced,
  }));
  const custom = crds.map(specOf).filter((spec) => spec.group === group);
  const all = [...resources, ...custom.map(({ plural, kind, namespaced }) => ({ name: plural, kind, namespaced }))];
  if (all.length === 0) return null;
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: match[1] ?? `${group}/${match[3]}`,
    resources: all,
  };
}

function kindOf(group: string, plural: string, crds: readonly KubeObject[]): string | null {
  const known = Object.entries(knownKinds).find(([key, kind]) => key.startsWith(`${group}/`) && kind.plural === plural);
  if (known !== undefined) return known[0].slice(group.length + 1);
  return crds.map(specOf).find((spec) => spec.group === group && spec.plural === plural)?.kind ?? null;
}

function specOf(crd: KubeObject): { group: string; plural: string; kind: string; namespaced: boolean } {
  const spec = isMap(crd["spec"]) ? crd["spec"] : {};
  const names = isMap(spec["names"]) ? spec["names"] : {};
  return {
    group: String(spec["group"]),
    plural: String(names["plural"]),
    kind: String(names["kind"]),
    namespaced: spec["scope"] === "Namespaced",
  };
}
