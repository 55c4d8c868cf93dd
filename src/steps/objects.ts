import type { ObjectChange } from "../engine/change.ts";
import { refOf } from "../engine/object-ref.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { sameObject } from "../engine/same-object.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { liveObject } from "./live-object.ts";
import { type Given, given, step } from "./step.ts";

/** An object that somebody writes more often than this while we look is taken as it was seen last. */
const mostLooks = 5;

type Verb = "apply" | "create" | "replace";

/** What `objectsStep` needs. */
export interface ObjectsIntent {
  readonly id: string;
  readonly title: string;
  /** What others stand on first: namespaces and custom resource definitions are written one by one, all else side by side. */
  readonly objects: Given<readonly KubeObject[]>;
  /** apply (when left out): server-side apply, so fields of others stay. create: made when it is not there, else left alone. replace: as it is given, nothing stays. */
  readonly write?: Verb;
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
  verb: Verb,
  force: boolean,
  context: StepContext,
): Promise<ObjectChange | null> {
  const live = await liveObject(refOf(object), context);
  const write = verb === "apply" ? { verb, object, ...(force ? { force } : {}) } : { verb, object };
  const change = { kind: "object", write, ...(isGround(object) ? {} : { together: true }) } as const;
  if (live === null || live === "unknown") return { ...change, before: live, after: object };
  if (verb === "create") return null;
  const seen = await beforeAndAfter(write, live, context);
  return seen === null ? null : { ...change, ...seen };
}

/**
 * What the write would make of the object, or null when it would change nothing. A controller that writes between the two
 * questions (the Deployment's notes its revision seconds after the object was made) is no difference: both are asked again.
 */
async function beforeAndAfter(
  write: { readonly verb: Verb; readonly object: KubeObject },
  live: KubeObject,
  context: StepContext,
): Promise<{ readonly before: KubeObject; readonly after: KubeObject } | null> {
  let before = live;
  for (let looks = 1; ; looks++) {
    const after = await context.objects.dryRun(write);
    if (sameObject(before, after)) return null;
    const now = await liveObject(refOf(write.object), context);
    const settled = now === null || now === "unknown" || versionOf(now) === versionOf(before);
    if (settled || looks === mostLooks) return { before, after };
    before = now;
  }
}

function versionOf(object: KubeObject): unknown {
  return object.metadata["resourceVersion"];
}

function isGround({ kind }: KubeObject): boolean {
  return kind === "Namespace" || kind === "CustomResourceDefinition";
}
