import type { KubeObject, ObjectRef } from "../../../src/engine/object-store.ts";
import { isMap, type Json } from "./field-set.ts";

/** What a server makes of what it was sent: no null metadata, stringData as data. */
export function normal(object: KubeObject): KubeObject {
  const { stringData, ...rest } = structuredClone(object) as KubeObject & { stringData?: unknown };
  const { managedFields: _managed, creationTimestamp: _made, ...metadata } = rest.metadata;
  const copy: KubeObject = {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { ...metadata, name: object.metadata.name },
  };
  if (!isMap(stringData)) return copy;
  const encoded = Object.entries(stringData).map(([name, text]) => [
    name,
    Buffer.from(String(text)).toString("base64"),
  ]);
  return { ...copy, data: { ...(isMap(copy["data"]) ? copy["data"] : {}), ...Object.fromEntries(encoded) } };
}

/** An object's name and kind, and nothing else of it. */
export function bare({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): Json {
  return { apiVersion, kind, metadata: namespace === undefined ? { name } : { name, namespace } };
}

/** What names an object. */
export function refOf({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): ObjectRef {
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** One text for each object, in whatever version of its group. */
export function key(ref: ObjectRef | KubeObject): string {
  const { name, namespace = "" } = "metadata" in ref ? ref.metadata : ref;
  return `${groupOf(ref.apiVersion)}/${ref.kind} ${namespace}/${name}`;
}

/** "apps" of "apps/v1", "" of "v1". */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}
