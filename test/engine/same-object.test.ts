import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { sameObject } from "../../src/engine/same-object.ts";
import { Secret } from "../../src/secret.ts";

const map: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "m", namespace: "kube-system" },
  data: { a: "1" },
};

describe("two objects are the same", () => {
  const withMeta = (metadata: object): KubeObject => ({ ...map, metadata: { ...map.metadata, ...metadata } });

  test.each([
    [
      "when they differ in the server's bookkeeping only",
      withMeta({ resourceVersion: "5", uid: "u", generation: 2, managedFields: [{}], creationTimestamp: null }),
    ],
    ["when one leaves out an empty map of metadata", withMeta({ labels: {} })],
    ["whatever their status is", { ...map, status: { phase: "x" } }],
  ])("%s", (_, other) => {
    expect(sameObject(map, other)).toBe(true);
  });

  test.each([
    ["a label", withMeta({ labels: { a: "b" } })],
    ["a value", { ...map, data: { a: "2" } }],
    ["a field more", { ...map, immutable: true }],
  ])("but not with %s", (_, other) => {
    expect(sameObject(map, other)).toBe(false);
  });

  test("by the text of their secrets", () => {
    const secret = (text: string): KubeObject => ({ ...map, kind: "Secret", data: { a: new Secret(text) } });
    expect(sameObject(secret("x"), { ...map, kind: "Secret", data: { a: "x" } })).toBe(true);
    expect(sameObject(secret("x"), secret("y"))).toBe(false);
  });
});
