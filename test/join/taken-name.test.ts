import { describe, expect, test } from "vitest";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";

describe("a joining control plane with the name of a Ready node", () => {
  test("is refused before etcd hears of it and before anything is written", async () => {
    const { cp1, cp2, joinControlPlaneWords } = await madeCluster();
    const [store] = [...cp1.network.stores.values()];
    const status = { conditions: [{ type: "Ready", status: "True" }] };
    store?.objects.put({ apiVersion: "v1", kind: "Node", metadata: { name: "w9" }, status });
    const ran = await kubewright(cp2, [...joinControlPlaneWords, "--node-name", "w9"]);
    expect(ran.effects.filter((effect) => !effect.startsWith("container runtime"))).toEqual([]);
    expect(ran.err).toContain("NODE_NAME_TAKEN");
    expect(ran.code).toBe(5);
    const other = await kubewright(cp2, joinControlPlaneWords);
    expect([other.code, other.err]).toEqual([0, ""]);
    const again = await kubewright(cp2, joinControlPlaneWords);
    expect([again.code, again.effects]).toEqual([0, []]);
  });
});
