import { NotYetKnown } from "../engine/fact.ts";
import type { KubeObject, ObjectRef } from "../engine/object-store.ts";
import type { StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";

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
