import { expect, test } from "vitest";
import { cutAnywhere } from "../support/memory-machine/cut-anywhere.ts";
import { type Scene, typed } from "../support/memory-machine/cut-run.ts";
import { machineOf, madeCluster } from "../support/memory-machine/made-cluster.ts";

const { cp2, joinControlPlaneWords } = await madeCluster();
await typed({ machine: cp2, argv: joinControlPlaneWords });

/** The second control plane of two leaves. */
function scene(): Scene {
  return { machine: machineOf(cp2.network.twin(), "cp2"), argv: ["reset", "--force"] };
}

const { code, wanted } = await cutAnywhere("a reset", scene);

test("a control plane is reset, and no longer in etcd", () => {
  expect(code).toBe(0);
  expect(wanted.etcdMembers).toEqual(["cp1 https://10.77.0.11:2380 votes"]);
  expect(wanted.pods).toEqual([]);
});
