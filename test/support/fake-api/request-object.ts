import type { KubeObject } from "../../../src/engine/object-store.ts";
import { isMap } from "./field-set.ts";
import { FakeRefusal } from "./refusal.ts";

/** The object that a body holds. Throws what a server answers to anything else. */
export function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    if (isMap(value)) return value;
  } catch {
    // answered below
  }
  throw new FakeRefusal(400, "BadRequest", "the body is no object");
}

/** The object with what its path says. */
export function complete(
  sent: Record<string, unknown>,
  ref: { apiVersion: string; kind: string; namespace?: string; name: string },
): KubeObject {
  const metadata = isMap(sent["metadata"]) ? sent["metadata"] : {};
  const name = typeof metadata["name"] === "string" ? metadata["name"] : ref.name;
  const namespace = ref.namespace === undefined ? {} : { namespace: ref.namespace };
  if (name === "" || sent["kind"] !== ref.kind)
    throw new FakeRefusal(400, "BadRequest", "name or kind does not fit the path");
  return { ...sent, apiVersion: ref.apiVersion, kind: ref.kind, metadata: { ...metadata, ...namespace, name } };
}

/** A merge patch: RFC 7386. */
export function merge(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merge(result[key], value);
  }
  return result;
}
