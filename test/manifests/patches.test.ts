import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyPatches } from "../../src/manifests/apply-patches.ts";
import { jsonPatch } from "../../src/manifests/json-patch.ts";
import { isMapping, mergePatch } from "../../src/manifests/merge-patch.ts";
import { patchKind } from "../../src/manifests/patch-file.ts";
import { strategicMergePatch } from "../../src/manifests/strategic-merge-patch.ts";
import { document } from "./arbitrary.ts";

describe("names of patch files", () => {
  test.each([
    ["etcd.json", "etcd", "strategic"],
    ["etcdfoo.yaml", "etcd", "strategic"],
    ["kube-apiserver0+merge.yaml", "kube-apiserver", "merge"],
    ["kube-apiserver+mergefoo.yaml", "kube-apiserver", "merge"],
    ["kubeletconfiguration+json.yaml", "kubeletconfiguration", "json"],
    ["corednsdeployment-a+strategic.json", "corednsdeployment", "strategic"],
  ])("%s is for %s, %s", (name, target, type) => {
    expect(patchKind(name)).toEqual({ target, type });
  });

  test.each(["etcd.txt", "kubelet.yaml", "README", ".yaml", "xetcd.yaml"])("%s is no patch", (name) => {
    expect(patchKind(name)).toBeNull();
  });

  test.each(["etcd+.yaml", "etcd+foo.yaml"])("%s names no known type", (name) => {
    expect(() => patchKind(name)).toThrow(expect.objectContaining({ code: "PATCH_TYPE_UNKNOWN" }));
  });
});

describe("a merge patch (RFC 7386)", () => {
  test.each([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [
      ["a", "b"],
      ["c", "d"],
      ["c", "d"],
    ],
    [{ a: "b" }, ["c"], ["c"]],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])("%j with %j is %j", (value, patch, result) => {
    expect(mergePatch(value, patch)).toEqual(result);
  });

  test("applied twice is as applied once", () => {
    fc.assert(
      fc.property(document, document, (value, patch) => {
        expect(mergePatch(mergePatch(value, patch), patch)).toEqual(mergePatch(value, patch));
      }),
    );
  });
});

describe("a JSON patch (RFC 6902)", () => {
  test("a value that is added and removed again leaves all as it was", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("x", "y"), document), document, (value, added) => {
        const patch = [
          { op: "add", path: "/new~1key~0", value: added },
          { op: "test", path: "/new~1key~0", value: added },
          { op: "remove", path: "/new~1key~0" },
        ];
        const before = structuredClone(value);
        expect(jsonPatch(value, patch)).toEqual(before);
        expect(value).toEqual(before);
      }),
    );
  });

  test("move, copy and the end of a list", () => {
    const patch = [
      { op: "add", path: "/list/-", value: 3 },
      { op: "add", path: "/list/0", value: 0 },
      { op: "move", from: "/list/1", path: "/first" },
      { op: "copy", from: "/list", path: "/again" },
      { op: "replace", path: "/list/0", value: { deep: true } },
    ];
    expect(jsonPatch({ list: [1, 2] }, patch)).toEqual({ list: [{ deep: true }, 2, 3], first: 1, again: [0, 2, 3] });
  });

  test.each([
    [{ op: "remove", path: "/b" }, "there is nothing at /b"],
    [{ op: "test", path: "/a", value: 2 }, "the test at /a does not hold"],
    [{ op: "add", path: "a", value: 2 }, "a is no JSON pointer"],
    [{ op: "add", path: "/list/5", value: 2 }, "there is no item 5 in a list of 1"],
    [{ op: "remove", path: "/list/01" }, "there is no item 01 in a list of 1"],
    [{ op: "grow", path: "/a" }, "grow is no operation"],
    [{ op: "add", path: "/toString/x", value: 1 }, "there is nothing at /toString"],
  ])("%j cannot be done: %s", (operation, reason) => {
    expect(() => jsonPatch({ a: 1, list: [1] }, [operation])).toThrow(reason);
  });
});

describe("a strategic merge patch", () => {
  test("without keyed lists and directives it is a merge patch", () => {
    const mapping = document.filter(isMapping);
    fc.assert(
      fc.property(mapping, mapping, (value, patch) => {
        expect(strategicMergePatch(value, patch)).toEqual(mergePatch(value, patch));
      }),
    );
  });

  const containers = [{ name: "a", env: [{ name: "X", value: "1" }] }, { name: "b", args: ["1"] }, { name: "c" }];

  test.each<[string, object, object]>([
    [
      "changes the item of the same key in its place",
      { containers: [{ name: "b", args: ["2"] }] },
      { containers: [containers[0], { name: "b", args: ["2"] }, containers[2]] },
    ],
    ["puts a new item first", { containers: [{ name: "d" }] }, { containers: [{ name: "d" }, ...containers] }],
    [
      "takes the order of the patch",
      { containers: [{ name: "c" }, { name: "a" }] },
      { containers: [containers[1], containers[2], containers[0]] },
    ],
    [
      "takes an item away",
      { containers: [{ name: "b", $patch: "delete" }] },
      { containers: [containers[0], containers[2]] },
    ],
    ["replaces a list", { containers: [{ $patch: "replace" }, { name: "z" }] }, { containers: [{ name: "z" }] }],
    [
      "orders a list",
      { "$setElementOrder/containers": [{ name: "c" }, { name: "b" }, { name: "a" }] },
      { containers: containers.toReversed() },
    ],
    ["replaces a mapping", { $patch: "replace", x: 1 }, { x: 1 }],
    ["keeps only some keys", { $retainKeys: ["y"], y: 1 }, { y: 1 }],
    [
      "merges within an item",
      { containers: [{ name: "a", env: [{ name: "Y", value: "2" }] }] },
      {
        containers: [
          {
            name: "a",
            env: [
              { name: "Y", value: "2" },
              { name: "X", value: "1" },
            ],
          },
          containers[1],
          containers[2],
        ],
      },
    ],
  ])("%s", (_, patch, result) => {
    expect(strategicMergePatch({ containers }, patch)).toEqual(result);
  });

  test("values leave a list of plain values", () => {
    expect(strategicMergePatch({ finalizers: ["a", "b"] }, { "$deleteFromPrimitiveList/finalizers": ["a"] })).toEqual({
      finalizers: ["b"],
    });
  });
});

test("a patch that fails names its file and not what is in the Pod", () => {
  const patch = {
    target: "etcd",
    type: "json",
    patch: [{ op: "remove", path: "/x" }],
    source: "p/etcd+json.yaml",
  } as const;
  expect(() => applyPatches("etcd", { token: "abc" }, [patch])).toThrow(
    expect.objectContaining({
      code: "PATCH_FAILED",
      what: "the json patch in p/etcd+json.yaml cannot be applied to etcd",
      why: "there is nothing at /x",
    }),
  );
  expect(applyPatches("kube-scheduler", { token: "abc" }, [patch])).toEqual({ token: "abc" });
});
