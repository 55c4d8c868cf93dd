import type { KubeObject } from "../engine/object-store.ts";
import { reveal, revealed, Secret } from "../secret.ts";
import { isRecord } from "./is-record.ts";

/** Annotation in which `kubectl apply` keeps a copy of the whole object. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** The object; if it is a Secret, each value of it as a Secret of ours, so that no plan, diff or log can show it. */
export function sealSecretData(object: KubeObject): KubeObject {
  if (object.kind !== "Secret" || object.apiVersion !== "v1") return object;
  const sealed: Record<string, unknown> & KubeObject = { ...object };
  for (const field of ["data", "stringData"]) {
    const values = object[field];
    if (isRecord(values)) sealed[field] = sealValues(values);
  }
  const annotations = object.metadata["annotations"];
  if (!isRecord(annotations) || !(lastApplied in annotations)) return sealed;
  const copy = sealValues({ [lastApplied]: annotations[lastApplied] });
  return { ...sealed, metadata: { ...object.metadata, annotations: { ...annotations, ...copy } } };
}

/** The decoded values of a Secret object, wrapped or not; `stringData` wins over `data` as it does at the server. */
export function secretData(object: KubeObject): ReadonlyMap<string, Buffer> {
  const values = new Map<string, Buffer>();
  for (const [field, encoding] of [
    ["data", "base64"],
    ["stringData", "utf8"],
  ] as const) {
    const entries = object[field];
    if (!isRecord(entries)) continue;
    for (const [key, value] of Object.entries(entries)) {
      if (typeof value === "string" || value instanceof Secret) values.set(key, Buffer.from(reveal(value), encoding));
    }
  }
  return values;
}

/** JSON in which each Secret stands in clear: for the body of a request only. */
export function revealedJson(value: unknown): Secret {
  return new Secret(JSON.stringify(revealed(value)));
}

function sealValues(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, typeof value === "string" ? new Secret(value) : value]),
  );
}
