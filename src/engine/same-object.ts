import { isDeepStrictEqual } from "node:util";
import { revealed } from "../secret.ts";
import type { KubeObject } from "./object-store.ts";

/** Set by the server with every write; they say nothing about what the object is. */
const bookkeeping = new Set(["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"]);

/** True when both say the same: what the server keeps books with, and `status`, do not count. Secrets are compared by their text. */
export function sameObject(live: KubeObject, other: KubeObject): boolean {
  return isDeepStrictEqual(revealed(comparable(live)), revealed(comparable(other)));
}

/** The object without the server's bookkeeping and without `status`. Secrets in it stay wrapped. */
function comparable(object: KubeObject): KubeObject {
  const { status: _status, ...rest } = object;
  const metadata = Object.entries(object.metadata).filter(([key, value]) => !bookkeeping.has(key) && !isEmpty(value));
  return {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { name: object.metadata.name, ...Object.fromEntries(metadata) },
  };
}

/** Servers leave out empty maps and lists of metadata; writers may not. */
function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "object" && Object.keys(value).length === 0);
}
