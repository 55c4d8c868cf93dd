import type { ObjectChange } from "./change.ts";
import { refOfWrite } from "./object-ref.ts";
import type { KubeObject, ObjectKind, ObjectRef, ObjectView } from "./object-store.ts";

/** A cluster's objects as they will be when promised changes are done. Lists and the server's dry run still meet what is there. */
export class ObjectOverlay implements ObjectView {
  readonly #view: ObjectView;
  readonly #promised = new Map<string, KubeObject | null>();

  constructor(view: ObjectView) {
    this.#view = view;
  }

  /** Takes the changes as done. */
  promise(changes: readonly ObjectChange[]): void {
    for (const { write, after } of changes) this.#promised.set(key(refOfWrite(write)), after);
  }

  async read(ref: ObjectRef): Promise<KubeObject | null> {
    const promised = this.#promised.get(key(ref));
    return promised === undefined ? this.#view.read(ref) : promised;
  }

  list(kind: ObjectKind): Promise<readonly KubeObject[]> {
    return this.#view.list(kind);
  }

  async dryRun(write: Parameters<ObjectView["dryRun"]>[0]): Promise<KubeObject> {
    const promised = this.#promised.get(key(refOfWrite(write)));
    // The same object promised twice: the server knows nothing of the first promise, so the later write is taken at its word.
    if (promised != null && "object" in write)
      return { ...promised, ...write.object, metadata: { ...promised.metadata, ...write.object.metadata } };
    return this.#view.dryRun(write);
  }
}

function key({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return JSON.stringify([apiVersion, kind, namespace ?? "", name]);
}
