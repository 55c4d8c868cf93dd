import type { ObjectChange } from "../engine/change.ts";
import type { ObjectRef } from "../engine/object-store.ts";
import type { Step } from "../engine/step.ts";
import { liveObject } from "./live-object.ts";
import { type Given, given, step } from "./step.ts";

/** What `objectsAbsentStep` needs. */
export interface ObjectsAbsentIntent {
  readonly id: string;
  readonly title: string;
  readonly refs: Given<readonly ObjectRef[]>;
}

/** The API server holds none of these objects; one that is being deleted counts as gone. */
export function objectsAbsentStep({ id, title, refs }: ObjectsAbsentIntent): Step {
  return step(id, title, async (context) => {
    const wanted = await given(refs, context);
    const changes = await Promise.all(
      wanted.map(async (ref): Promise<ObjectChange[]> => {
        const before = await liveObject(ref, context);
        const gone = before === null || (before !== "unknown" && before.metadata["deletionTimestamp"] !== undefined);
        return gone ? [] : [{ kind: "object", write: { verb: "delete", ref }, before, after: null, together: true }];
      }),
    );
    return changes.flat();
  });
}
