import { isDeepStrictEqual } from "node:util";
import { NotYetKnown } from "../engine/fact.ts";
import type { KubeObject, ObjectRef } from "../engine/object-store.ts";
import type { StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";

/** Metadata that the API server writes for itself at each change. */
const bookkeeping = ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp"];

/** The live object, null when there is none (also none of its kind or namespace yet), "unknown" while no API server is there. */
export async function liveObject(ref: ObjectRef, { objects }: StepContext): Promise<KubeObject | null | "unknown"> {
  try {
    return await objects.read(ref);
  } catch (error) {
    if (error instanceof NotYetKnown) return "unknown";
    if (error instanceof KubewrightError && ["KUBE_NOT_FOUND", "KUBE_UNKNOWN_KIND"].includes(error.code)) return null;
    throw error;
  }
}

/**
 * True when two answers of the API server hold the same object, whatever it notes about its changes, and whatever a
 * controller has noted in `status` between the two.
 */
export function sameObject(a: KubeObject, b: KubeObject): boolean {
  return isDeepStrictEqual(withoutBookkeeping(a), withoutBookkeeping(b));
}

function withoutBookkeeping(object: KubeObject): object {
  const { status: _, ...rest } = object;
  const metadata = Object.entries(object.metadata).filter(([name]) => !bookkeeping.includes(name));
  return { ...rest, metadata: Object.fromEntries(metadata) };
}
