import { expect, test } from "vitest";
import { sameObject } from "../../src/steps/live-object.ts";

const daemonSet = {
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: {
    name: "kube-proxy",
    namespace: "kube-system",
    resourceVersion: "78",
    labels: { "k8s-app": "kube-proxy" },
  },
  spec: { minReadySeconds: 0 },
  status: { numberReady: 0 },
};

test("what a controller notes between two looks is no difference", () => {
  const { metadata } = daemonSet;
  const later = { ...daemonSet, metadata: { ...metadata, resourceVersion: "343" }, status: { numberReady: 1 } };
  expect(sameObject(daemonSet, later)).toBe(true);
});

test.each([
  ["spec", { ...daemonSet, spec: { minReadySeconds: 1 } }],
  ["labels", { ...daemonSet, metadata: { ...daemonSet.metadata, labels: {} } }],
])("another %s is a difference", (_, other) => {
  expect(sameObject(daemonSet, other)).toBe(false);
});
