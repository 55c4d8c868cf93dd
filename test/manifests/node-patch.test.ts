import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { mergePatch } from "../../src/manifests/merge-patch.ts";
import { controlPlaneMarks, nodePatch } from "../../src/manifests/node-patch.ts";

const notReady = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };

function node(spec: object = {}, labels: object = {}): KubeObject {
  return { apiVersion: "v1", kind: "Node", metadata: { name: "cp1", resourceVersion: "7", labels }, spec };
}

describe("marking a control plane", () => {
  test("puts kubeadm's labels and taint on a fresh Node and keeps its own", () => {
    expect(nodePatch(node({ taints: [notReady] }), controlPlaneMarks(undefined))).toEqual({
      metadata: {
        resourceVersion: "7",
        labels: {
          "node-role.kubernetes.io/control-plane": "",
          "node.kubernetes.io/exclude-from-external-load-balancers": "",
        },
      },
      spec: { taints: [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }, notReady] },
    });
  });

  test("a second look asks for nothing", () => {
    for (const taints of [undefined, [], [{ key: "a", value: "b", effect: "NoExecute" }]]) {
      const marks = controlPlaneMarks(taints);
      const before = node({ taints: [notReady] });
      const after = mergePatch(before, nodePatch(before, marks)) as KubeObject;
      expect(nodePatch(after, marks)).toBeNull();
    }
  });

  test("an empty list of taints leaves the Node's taints alone", () => {
    expect(nodePatch(node({ taints: [notReady] }), controlPlaneMarks([]))).not.toHaveProperty("spec");
  });

  test("a taint with another value is replaced, for two of one key and effect are refused", () => {
    const patch = nodePatch(node({ taints: [{ key: "a", value: "old", effect: "NoExecute" }, notReady] }), {
      taints: [{ key: "a", value: "new", effect: "NoExecute" }],
    });
    expect(patch).toMatchObject({ spec: { taints: [{ key: "a", value: "new", effect: "NoExecute" }, notReady] } });
  });

  test("annotations and labels that are there are not written again", () => {
    expect(
      nodePatch(node({}, { disk: "ssd" }), { labels: { disk: "ssd", zone: "a" }, annotations: { b: "c" } }),
    ).toEqual({ metadata: { resourceVersion: "7", labels: { zone: "a" }, annotations: { b: "c" } } });
  });
});
