import { expect, test } from "vitest";
import type { MemoryMachine } from "../support/memory-machine/memory-machine.ts";
import { applyFrom, blankFleet, fleetFile } from "../support/memory-machine/operator.ts";
import { sampled } from "../support/sample.ts";
import { expectFinished, troubles } from "./support.ts";

const names = ["cp1", "w1"];
const file = fleetFile(names);
const network = blankFleet(1, 1);
expect(troubles(await applyFrom(network, file))).toEqual([]);

/** Gives the later runs something to do through the API server. */
function drift(): MemoryMachine {
  const [store] = network.stores.values();
  const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "kubeadm:get-nodes" };
  store?.objects.delete(role, false);
  const [cp1] = network.machines;
  if (cp1 === undefined) throw new Error("there is no cp1");
  return cp1;
}

test.each(
  sampled([
    ["429 and when to come again", { status: 429, headers: { "retry-after": "0" }, times: 5 }],
    ["503", { status: 503, times: 3 }],
    ["500 from its storage", { status: 500, body: '{"message":"etcdserver: leader changed"}', times: 3 }],
    ["slowly", { delayMs: 300, times: 20 }],
  ] as const),
)("an API server that answers %s for a while: the apply is done all the same", { timeout: 60_000 }, async (_, how) => {
  drift().apiServer?.disturb(how);
  await expectFinished(network, file, names);
});

test.each(
  sampled([
    ["KUBE_SERVER_ERROR", { status: 500, body: '{"message":"no more space"}' }],
    ["KUBE_INVALID", { status: 422, body: '{"message":"not so","reason":"Invalid"}' }],
  ] as const),
)(
  "an API server that refuses what is written ends the apply with %s, its step and what to do, and the next one finishes",
  {
    timeout: 60_000,
  },
  async (code, how) => {
    const server = drift().apiServer;
    server?.disturb({ ...how, match: /^(PATCH|POST|PUT) .*clusterroles.*get-nodes/, times: 1000 });
    const { result } = await applyFrom(network, file);
    const errors = result?.ends.flatMap((end) => ("errors" in end ? end.errors : [])) ?? [];
    expect(errors).toMatchObject([
      { code, node: "cluster lab", step: expect.any(String), next: expect.stringMatching(/./) },
    ]);
    server?.calm();
    await expectFinished(network, file, names);
  },
);
