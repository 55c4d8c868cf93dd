import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { KubeObject, ObjectRef } from "../../../src/engine/object-store.ts";
import { isMap, type Json, leavesOf, managedFields, type Owners, setAt } from "./field-set.ts";
import { bare, groupOf, key, normal, refOf } from "./object-form.ts";
import { conflictsOf, updateOwners } from "./ownership.ts";
import { FakeRefusal } from "./refusal.ts";

/** How a write reaches the store. */
export interface FakeWrite {
  readonly manager: string;
  readonly dryRun: boolean;
  readonly force?: boolean;
}

interface Entry {
  readonly object: KubeObject;
  readonly owners: Owners;
  readonly appliers: ReadonlySet<string>;
}

export interface FakeEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubeObject;
}

/** One of the bindings that an API server makes for itself. */
const controllerManagersRights: KubeObject = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRoleBinding",
  metadata: { name: "system:kube-controller-manager" },
};

/** The objects of a cluster, with resource versions, field owners and events. */
export class FakeObjects {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(event: FakeEvent) => void>();
  #version = 100;
  now: () => Date;

  constructor(now: () => Date) {
    this.now = now;
    for (const name of ["default", "kube-system", "kube-public", "kube-node-lease"]) {
      this.put({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    }
    this.put(controllerManagersRights);
  }

  /** Becomes what another store is; nobody hears of it. */
  copy(other: FakeObjects): void {
    this.#entries.clear();
    for (const [name, entry] of other.#entries) this.#entries.set(name, entry);
    this.#version = other.#version;
  }

  get version(): string {
    return String(this.#version);
  }

  get(ref: ObjectRef): KubeObject | null {
    return this.#entries.get(key(ref))?.object ?? null;
  }

  all(apiVersion?: string, kind?: string, namespace?: string): readonly KubeObject[] {
    return [...this.#entries.values()]
      .map((entry) => entry.object)
      .filter((object) => apiVersion === undefined || groupOf(object.apiVersion) === groupOf(apiVersion))
      .filter((object) => kind === undefined || object.kind === kind)
      .filter((object) => namespace === undefined || object.metadata.namespace === namespace);
  }

  /** Lays an object there, or replaces it, as manager "kube-controller-manager": what controllers do. */
  put(object: KubeObject): KubeObject {
    const write = { manager: "kube-controller-manager", dryRun: false };
    return !this.#entries.has(key(refOf(object))) ? this.create(object, write) : this.replace(object, write);
  }

  create(object: KubeObject, write: FakeWrite): KubeObject {
    if (this.#entries.has(key(refOf(object)))) throw new FakeRefusal(409, "AlreadyExists", object);
    this.#needNamespace(object);
    this.#needAddress(object);
    return this.#store(null, object, write, false);
  }

  replace(object: KubeObject, write: FakeWrite): KubeObject {
    const entry = this.#entries.get(key(refOf(object)));
    if (entry === undefined) throw new FakeRefusal(404, "NotFound", object);
    const asked = object.metadata["resourceVersion"];
    if (asked !== undefined && asked !== entry.object.metadata["resourceVersion"])
      throw new FakeRefusal(409, "Conflict", object);
    return this.#store(entry, object, write, false);
  }

  apply(object: KubeObject, write: FakeWrite): KubeObject {
    const entry = this.#entries.get(key(refOf(object)));
    if (entry === undefined) {
      this.#needNamespace(object);
      this.#needAddress(object);
    }
    const wanted = leavesOf(normal(object));
    const owners: Owners = new Map([...(entry?.owners ?? [])].map(([manager, paths]) => [manager, new Set(paths)]));
    const live = entry === undefined ? new Map<string, unknown>() : leavesOf(entry.object);
    const conflicts = conflictsOf(wanted, live, owners, write.manager);
    if (conflicts.length > 0 && write.force !== true) throw new FakeRefusal(409, "Conflict", object, conflicts);
    const result: Json = structuredClone(entry?.object ?? bare(object));
    for (const path of owners.get(write.manager) ?? []) {
      const othersToo = [...owners].some(([manager, paths]) => manager !== write.manager && paths.has(path));
      if (!wanted.has(path) && !othersToo) setAt(result, path, undefined);
    }
    for (const conflict of conflicts)
      for (const manager of conflict.managers) owners.get(manager)?.delete(conflict.path);
    for (const [path, value] of wanted) setAt(result, path, value);
    owners.set(write.manager, new Set(wanted.keys()));
    return this.#store(entry ?? null, result as KubeObject, write, true, owners);
  }

  delete(ref: ObjectRef, dryRun: boolean): KubeObject {
    const entry = this.#entries.get(key(ref));
    if (entry === undefined) throw new FakeRefusal(404, "NotFound", ref);
    if (dryRun) return entry.object;
    this.#entries.delete(key(ref));
    this.#version += 1;
    this.#tell({ type: "DELETED", object: entry.object });
    return entry.object;
  }

  /** Hears each change until the answer is called. */
  listen(listener: (event: FakeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #store(entry: Entry | null, asked: KubeObject, write: FakeWrite, applied: boolean, merged?: Owners): KubeObject {
    const content = normal(asked);
    const owners = merged ?? updateOwners(entry, content, write.manager);
    const appliers = new Set([...(entry?.appliers ?? []), ...(applied ? [write.manager] : [])]);
    const fields = managedFields(owners, (manager) => (appliers.has(manager) ? "Apply" : "Update"));
    const before: Json = entry?.object.metadata ?? {};
    const { uid, creationTimestamp, resourceVersion } = before;
    const metadata = {
      ...content.metadata,
      uid: uid ?? randomUUID(),
      creationTimestamp:
        creationTimestamp ??
        this.now()
          .toISOString()
          .replace(/\.\d+Z$/, "Z"),
      resourceVersion: resourceVersion ?? String(this.#version + 1),
      managedFields: fields,
    };
    const object: KubeObject = { ...content, metadata };
    if (entry !== null && isDeepStrictEqual(object, entry.object)) return entry.object;
    if (write.dryRun) return object;
    this.#version += 1;
    const stored: KubeObject = { ...object, metadata: { ...metadata, resourceVersion: String(this.#version) } };
    this.#entries.set(key(refOf(stored)), { object: stored, owners, appliers });
    this.#tell({ type: entry === null ? "ADDED" : "MODIFIED", object: stored });
    return stored;
  }

  #needNamespace(object: KubeObject): void {
    const { namespace } = object.metadata;
    if (namespace === undefined || this.get({ apiVersion: "v1", kind: "Namespace", name: namespace }) !== null) return;
    throw new FakeRefusal(404, "NotFound", { apiVersion: "v1", kind: "Namespace", name: namespace });
  }

  /** A new Service gets no address that is held already. (Addresses are held only where a test says so.) */
  #needAddress(object: KubeObject): void {
    const address = isMap(object["spec"]) ? object["spec"]["clusterIP"] : undefined;
    if (object.kind !== "Service" || typeof address !== "string") return;
    if (this.get({ apiVersion: "networking.k8s.io/v1", kind: "IPAddress", name: address }) === null) return;
    const reason = "provided IP is already allocated";
    throw new FakeRefusal(422, "Invalid", `failed to allocate IP ${address}: ${reason}`);
  }

  #tell(event: FakeEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
