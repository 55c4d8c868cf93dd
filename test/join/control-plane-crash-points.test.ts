import { expect, test } from "vitest";
import { cutAnywhere } from "../support/memory-machine/cut-anywhere.ts";
import type { Scene } from "../support/memory-machine/cut-run.ts";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";

async function scene(): Promise<Scene> {
  const { cp2, joinControlPlaneWords } = await madeCluster();
  return { machine: cp2, argv: joinControlPlaneWords };
}

const { code, wanted } = await cutAnywhere("a control plane's join", scene);

test("a control plane joins, and its etcd member votes", () => {
  expect(code).toBe(0);
  expect(wanted.etcdMembers).toEqual(["cp1 https://10.77.0.11:2380 votes", "cp2 https://10.77.0.12:2380 votes"]);
});
