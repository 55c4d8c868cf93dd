import { describe, expect, test } from "vitest";
import { madeCluster } from "../support/memory-machine/made-cluster.ts";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { kubewright } from "../support/memory-machine/run-kubewright.ts";

const wasDone = ["undone", "done"] as const;

function etcdOf(machine: MemoryMachine) {
  const [store] = [...machine.network.stores.values()];
  if (store === undefined) throw new Error("there is no cluster");
  return store.etcd;
}

describe("etcd does not answer in time, because it elects a leader or waits for a member that votes since a moment", () => {
  test.each(["list", "add", "promote"].flatMap((method) => wasDone.map((done) => ({ method, done }))))(
    "a control plane joins all the same when the request to $method is $done",
    async ({ method, done }) => {
      const { cp1, cp2, joinControlPlaneWords } = await madeCluster();
      etcdOf(cp1).pauses.set(method, done);
      const ran = await kubewright(cp2, joinControlPlaneWords);
      expect([ran.code, ran.err]).toEqual([0, ""]);
      expect([...etcdOf(cp1).pauses]).toEqual([]);
      expect(etcdOf(cp1).members.map(({ name, isLearner }) => [name, isLearner])).toEqual([
        ["cp1", false],
        ["cp2", false],
      ]);
    },
  );

  test.each(["list", "remove"].flatMap((method) => wasDone.map((done) => ({ method, done }))))(
    "a control plane leaves all the same when the request to $method is $done",
    async ({ method, done }) => {
      const { cp1, cp2, joinControlPlaneWords } = await madeCluster();
      await kubewright(cp2, joinControlPlaneWords);
      etcdOf(cp1).pauses.set(method, done);
      const ran = await kubewright(cp2, ["reset", "--force"]);
      expect([ran.code, ran.err]).toEqual([0, ""]);
      expect([...etcdOf(cp1).pauses]).toEqual([]);
      expect(etcdOf(cp1).members.map(({ name }) => name)).toEqual(["cp1"]);
    },
  );
});
