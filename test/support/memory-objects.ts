import { isDeepStrictEqual } from "node:util";
import { NotYetKnown } from "../../src/engine/fact.ts";
import { refOfWrite } from "../../src/engine/object-ref.ts";
import type { KubeObject, ObjectRef, ObjectStore, ObjectWrite } from "../../src/engine/object-store.ts";
import { KubewrightError } from "../../src/errors.ts";
import { Fuse } from "./fuse.ts";

/** What a test may set. */
export interface MemoryObjectsOptions {
  readonly fuse?: Fuse;
  /** Whether the API server answers; true when left out. */
  readonly up?: boolean | (() => boolean);
  /** What the server adds to an object by itself. */
  readonly defaults?: (object: KubeObject) => KubeObject;
}

type Json = Record<string, unknown>;

/** An API server in memory. Apply merges maps and replaces lists, and takes away what the last apply of the same object had and this one has not. */
export class MemoryObjects implements ObjectStore {
  readonly objects = new Map<string, KubeObject>();
  readonly effects: string[] = [];
  fuse: Fuse;
  up: () => boolean;
  readonly #applied = new Map<string, KubeObject>();
  readonly #defaults: (object: KubeObject) => KubeObject;
  #version = 0;

  constructor({ fuse = new Fuse(), up = true, defaults = (object) => object }: MemoryObjectsOptions = {}) {
    this.fuse = fuse;
    this.up = typeof up === "function" ? up : () => up;
    this.#defaults = defaults;
  }

  /** The object under "Kind namespace/name", or null. */
  get(kind: string, name: string, namespace = ""): KubeObject | null {
    return this.objects.get(key({ kind, name, namespace, apiVersion: "" })) ?? null;
  }

  async read(ref: ObjectRef): Promise<KubeObject | null> {
    await this.#answer();
    return this.objects.get(key(ref)) ?? null;
  }

  async list(kind: Parameters<ObjectStore["list"]>[0]): Promise<readonly KubeObject[]> {
    await this.#answer();
    return [...this.objects.values()].filter(
      (object) =>
        object.kind === kind.kind &&
        (kind.namespace === undefined || object.metadata.namespace === kind.namespace) &&
        matchesLabels(object, kind.labelSelector),
    );
  }

  async dryRun(write: ObjectWrite): Promise<KubeObject> {
    await this.#answer();
    const made = this.#outcome(write);
    if (made === null) throw missing(write);
    return made;
  }

  async write(write: ObjectWrite): Promise<void> {
    await this.#answer();
    const made = this.#outcome(write);
    const ref = refOfWrite(write);
    this.fuse.burn();
    this.effects.push(`${write.verb} ${key(ref)}`);
    if (made === null) this.objects.delete(key(ref));
    else this.objects.set(key(ref), made);
    if (write.verb === "apply") this.#applied.set(key(ref), write.object);
  }

  async #answer(): Promise<void> {
    await Promise.resolve();
    this.fuse.check();
    if (!this.up()) throw new NotYetKnown("the API server answers");
  }

  #outcome(write: ObjectWrite): KubeObject | null {
    const live = this.objects.get(key(refOfWrite(write))) ?? null;
    switch (write.verb) {
      case "delete":
        return null;
      case "create":
        if (live !== null)
          throw new KubewrightError("KUBE_EXISTS", { what: `${key(refOfWrite(write))} exists`, next: "" });
        return this.#stamped(null, write.object);
      case "replace":
        return this.#stamped(live, write.object);
      case "apply": {
        const last = this.#applied.get(key(refOfWrite(write)));
        return this.#stamped(
          live,
          merged(last === undefined ? live : pruned(live, last, write.object), write.object) as KubeObject,
        );
      }
      case "patch": {
        if (live === null) throw missing(write);
        const { metadata } = write.patch as { metadata?: Json };
        const guard = metadata?.["resourceVersion"];
        if (guard !== undefined && guard !== live.metadata["resourceVersion"]) {
          throw new KubewrightError("KUBE_CONFLICT", { what: `${key(write.ref)} has changed`, next: "" });
        }
        return this.#stamped(live, patched(live, write.patch) as KubeObject);
      }
    }
  }

  /** A new resourceVersion only when something else is new. */
  #stamped(live: KubeObject | null, object: KubeObject): KubeObject {
    const full = this.#defaults(object);
    const same =
      live !== null &&
      isDeepStrictEqual(
        { ...full, metadata: { ...full.metadata, resourceVersion: "" } },
        { ...live, metadata: { ...live.metadata, resourceVersion: "" } },
      );
    if (same) return live;
    return { ...full, metadata: { ...full.metadata, resourceVersion: String(++this.#version) } };
  }
}

function key({ kind, namespace = "", name }: ObjectRef): string {
  return `${kind} ${namespace}/${name}`;
}

function missing(write: ObjectWrite): KubewrightError {
  return new KubewrightError("KUBE_NOT_FOUND", { what: `${key(refOfWrite(write))} is not there`, next: "" });
}

function isMap(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function merged(live: unknown, wanted: unknown): unknown {
  if (!isMap(live) || !isMap(wanted)) return wanted;
  const result = { ...live };
  for (const [name, value] of Object.entries(wanted)) result[name] = merged(live[name], value);
  return result;
}

function pruned(live: unknown, last: unknown, next: unknown): unknown {
  if (!isMap(live) || !isMap(last) || !isMap(next)) return live;
  const kept = Object.entries(live).filter(([name]) => !(name in last) || name in next);
  return Object.fromEntries(kept.map(([name, value]) => [name, pruned(value, last[name], next[name])]));
}

function patched(live: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: Json = isMap(live) ? { ...live } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = patched(result[name], value);
  }
  return result;
}

function matchesLabels({ metadata }: KubeObject, selector: string | undefined): boolean {
  if (selector === undefined) return true;
  const labels = isMap(metadata["labels"]) ? metadata["labels"] : {};
  return selector.split(",").every((term) => {
    const [name = "", value] = term.split("=");
    return value === undefined ? name in labels : labels[name] === value;
  });
}
