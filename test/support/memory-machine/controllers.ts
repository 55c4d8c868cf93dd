import type { FakeObjects } from "../fake-api/objects.ts";

/** The Pods of Nodes that are gone go too. */
export function collectGarbage(objects: FakeObjects): void {
  const nodes = new Set(objects.all("v1", "Node").map((node) => node.metadata.name));
  for (const { metadata, spec } of objects.all("v1", "Pod") as unknown as readonly Pod[]) {
    if (nodes.has(spec.nodeName)) continue;
    objects.delete({ apiVersion: "v1", kind: "Pod", namespace: metadata.namespace, name: metadata.name }, false);
  }
}

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly nodeName: string };
}
