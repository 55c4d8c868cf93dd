import { describe, expect, it } from "vitest";
import type { KubeObject, ObjectRef } from "../../src/engine/object-store.ts";
import { objectsStep } from "../../src/steps/objects.ts";
import { objectsAbsentStep } from "../../src/steps/objects-absent.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { MemoryObjects } from "../support/memory-objects.ts";
import { applyOn, phaseOf, planOn } from "../support/run-plan.ts";

const configMap = (name: string, data: Record<string, string>): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "kube-system" },
  data,
});
const step = (objects: readonly KubeObject[], write: "apply" | "create" = "apply") =>
  objectsStep({ id: "objects", title: "Objects", objects, write });
const defaults = (object: KubeObject): KubeObject => ({
  ...object,
  metadata: { labels: { "made-by": "server" }, ...object.metadata },
  immutable: false,
});

/** A controller writes an annotation after so many of the next reads. */
class NotedMeanwhile extends MemoryObjects {
  notes = 0;

  override async read(ref: ObjectRef): Promise<KubeObject | null> {
    const object = await super.read(ref);
    if (object !== null && this.notes-- > 0) {
      const patch = { metadata: { annotations: { revision: String(this.notes) } } };
      await this.write({ verb: "patch", ref, patch });
    }
    return object;
  }
}

describe("objectsStep()", () => {
  it("makes what is missing, and finds nothing the second time, whatever the server adds", async () => {
    const objects = new MemoryObjects({ defaults });
    const host = new MemoryHost();
    const list = phaseOf(step([configMap("a", { x: "1" }), configMap("b", {})]));
    expect((await planOn(list, host, objects)).result.changed).toBe(2);
    expect(objects.effects).toEqual([]);
    await applyOn(list, host, objects);
    expect((await applyOn(list, host, objects)).result.changed).toBe(0);
    expect(objects.effects.length).toBe(2);
  });

  it("changes its own fields and leaves those of others", async () => {
    const objects = new MemoryObjects();
    const host = new MemoryHost();
    await applyOn(phaseOf(step([configMap("a", { x: "1", gone: "1" })])), host, objects);
    await objects.write({
      verb: "patch",
      ref: { apiVersion: "v1", kind: "ConfigMap", namespace: "kube-system", name: "a" },
      patch: { data: { theirs: "2" } },
    });
    await applyOn(phaseOf(step([configMap("a", { x: "3" })])), host, objects);
    expect(objects.get("ConfigMap", "a", "kube-system")).toMatchObject({ data: { x: "3", theirs: "2" } });
    expect(objects.get("ConfigMap", "a", "kube-system")?.["data"]).not.toHaveProperty("gone");
  });

  it("takes what a controller writes between its two questions for no difference of its own", async () => {
    const objects = new NotedMeanwhile();
    const host = new MemoryHost();
    const list = phaseOf(step([configMap("a", { x: "1" })]));
    await applyOn(list, host, objects);
    objects.notes = 1;
    expect((await planOn(list, host, objects)).result.changed).toBe(0);
  });

  it("still sees its own difference while a controller writes all the time", async () => {
    const objects = new NotedMeanwhile();
    const host = new MemoryHost();
    await applyOn(phaseOf(step([configMap("a", { x: "1" })])), host, objects);
    objects.notes = 1000;
    const { result } = await planOn(phaseOf(step([configMap("a", { x: "2" })])), host, objects);
    expect(result.changed).toBe(1);
    expect(result.changes[0]?.changes[0]).toMatchObject({ after: { data: { x: "2" } } });
  });

  it("plans objects as unknown while no API server answers", async () => {
    const objects = new MemoryObjects({ up: false });
    const { result } = await planOn(phaseOf(step([configMap("a", {})])), new MemoryHost(), objects);
    expect(result).toMatchObject({ changed: 1, deferred: 0 });
    expect(result.changes[0]?.changes[0]).toMatchObject({ before: "unknown", after: configMap("a", {}) });
  });

  it("fails in an apply while no API server answers", async () => {
    const objects = new MemoryObjects({ up: false });
    await expect(applyOn(phaseOf(step([configMap("a", {})])), new MemoryHost(), objects)).rejects.toMatchObject({
      code: "NOT_YET_KNOWN",
    });
  });

  it("leaves an object alone that it would only create", async () => {
    const objects = new MemoryObjects();
    await objects.write({ verb: "create", object: configMap("a", { x: "theirs" }) });
    expect(
      (await applyOn(phaseOf(step([configMap("a", { x: "ours" })], "create")), new MemoryHost(), objects)).result
        .changed,
    ).toBe(0);
  });

  it("writes namespaces and definitions before what may stand on them", async () => {
    const objects = new MemoryObjects();
    const ground = ["Namespace", "CustomResourceDefinition"].map((kind) => ({
      apiVersion: "v1",
      kind,
      metadata: { name: "x" },
    }));
    const { result } = await planOn(phaseOf(step([...ground, configMap("a", {})])), new MemoryHost(), objects);
    expect(result.changes[0]?.changes.map((change) => change.kind === "object" && change.together === true)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it("plans a step after another that promised the same object", async () => {
    const { result } = await planOn(
      phaseOf(step([configMap("a", {})]), step([configMap("a", {})])),
      new MemoryHost(),
      new MemoryObjects(),
    );
    expect(result.changes.map(({ changes }) => changes.length)).toEqual([1, 0]);
  });
});

describe("objectsAbsentStep()", () => {
  it("deletes what is there once, and takes what is being deleted for gone", async () => {
    const objects = new MemoryObjects();
    const deleting = {
      ...configMap("b", {}),
      metadata: { ...configMap("b", {}).metadata, deletionTimestamp: "2026-01-01T00:00:00Z" },
    };
    for (const object of [configMap("a", {}), deleting]) await objects.write({ verb: "create", object });
    const refs = ["a", "b", "c"].map((name) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace: "kube-system",
      name,
    }));
    const list = phaseOf(objectsAbsentStep({ id: "gone", title: "Gone", refs }));
    expect((await applyOn(list, new MemoryHost(), objects)).result.changed).toBe(1);
    expect([...objects.objects.keys()]).toEqual(["ConfigMap kube-system/b"]);
  });
});
