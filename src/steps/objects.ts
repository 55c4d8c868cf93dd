import type { ObjectChange } from "../engine/change.ts";
import { refOfObject } from "../engine/change-title.ts";
import type { KubeObject } from "../engine/object-store.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { liveObject, sameObject } from "./live-object.ts";
import { type Given, given, step } from "./step.ts";

/** What `objectsStep` needs. */
export interface ObjectsIntent {
  readonly id: string;
  readonly title: string;
  /** What others stand on first: namespaces and custom resource definitions are written one by one, all else side by side. */
  readonly objects: Given<readonly KubeObject[]>;
  /** apply (when left out): server-side apply, so fields of others stay. create: made when it is not there, else left alone. */
  readonly write?: "apply" | "create";
  /** Take fields that another manager owns. */
  readonly force?: boolean;
}

/** The API server holds these objects. What differs is the server's own answer to a dry run. Error KUBE_FIELD_CONFLICT for a field of someone else, unless forced. */
export function objectsStep({ id, title, objects, write = "apply", force = false }: ObjectsIntent): Step {
  return step(id, title, async (context) => {
    const wanted = await given(objects, context);
    const changes = await Promise.all(wanted.map((object) => difference(object, write, force, context)));
    return changes.filter((change) => change !== null);
  });
}

async function difference(
  object: KubeObject,
  verb: "apply" | "create",
  force: boolean,
  context: StepContext,
): Promise<ObjectChange | null> {
  const before = await liveObject(refOfObject(object), context);
  const write = verb === "create" ? { verb, object } : { verb, object, ...(force ? { force } : {}) };
  const change = { kind: "object", write, before, ...(isGround(object) ? {} : { together: true }) } as const;
  if (before === null || before === "unknown") return { ...change, after: object };
  if (verb === "create") return null;
  const after = await context.objects.dryRun(write);
  return sameObject(before, after) ? null : { ...change, after };
}

function isGround({ kind }: KubeObject): boolean {
  return kind === "Namespace" || kind === "CustomResourceDefinition";
}
