import { expect, test } from "vitest";
import { applyFrom, blankFleet, fleetFile } from "../support/memory-machine/operator.ts";
import { expectFinished, membersOf, troubles } from "./support.ts";

const names = ["cp1", "cp2", "cp3", "w1", "w2"];
const file = fleetFile(names, { w1: ", labels: {disk: ssd}, taints: [{key: a, value: b, effect: NoSchedule}]" });

test("three control planes and two workers are founded at once, and a second apply changes nothing", async () => {
  const network = blankFleet(3, 2);
  const first = await applyFrom(network, file);
  expect(troubles(first)).toEqual([]);
  expect(first.result?.isFounding).toBe(true);
  expect(network.stores.size).toBe(1);
  expect(membersOf(network)).toEqual({ etcd: ["cp1", "cp2", "cp3"], nodes: names });
  const [store] = network.stores.values();
  const node = store?.objects.get({ apiVersion: "v1", kind: "Node", name: "w1" });
  expect(node?.metadata["labels"]).toMatchObject({ disk: "ssd" });
  expect(node?.["spec"]).toMatchObject({ taints: [{ key: "a", value: "b", effect: "NoSchedule" }] });
  await expectFinished(network, file, names);
});

test("a plan of a founding writes nothing anywhere and names what is known only later", async () => {
  const network = blankFleet(3, 2);
  const plan = await applyFrom(network, file, { mode: "plan" });
  expect(troubles(plan)).toEqual([]);
  expect(plan.effects).toEqual([]);
  expect(plan.events.some((event) => event.type === "step-ended" && event.outcome === "deferred")).toBe(true);
});

test("a control plane that cannot be seen keeps a cluster from being founded, and nothing is written", async () => {
  const network = blankFleet(3, 2);
  const ran = await applyFrom(network, file, { unreachable: ["cp2", "w1"] });
  expect(ran.error).toMatchObject({
    errors: [
      { code: "HOST_UNREACHABLE", node: "cp2", exitCode: 4, next: "See that the machine is up." },
      { code: "HOST_UNREACHABLE", node: "w1" },
      { code: "FOUNDING_UNSEEN", what: expect.stringContaining("cp2 cannot be seen") },
    ],
  });
  expect(ran.effects).toEqual([]);
});

test("a founding by a clock that is ahead of the control planes' is refused before anything is written: its authorities would not be valid there", async () => {
  const network = blankFleet(3, 2);
  network.machines[1]?.host.on("date +%s", () => `${Math.floor(Date.now() / 1000) - 3600}\n`);
  const ran = await applyFrom(network, file);
  expect(ran.error).toMatchObject({ code: "CLOCK_BEHIND", node: "cp2", exitCode: 3 });
  expect(ran.effects).toEqual([]);
});

test("a worker that cannot be reached holds up nobody, and the next apply does only that worker", async () => {
  const network = blankFleet(3, 2);
  const first = await applyFrom(network, file, { unreachable: ["w2"] });
  expect(first.result?.closed.map(({ node }) => node.name)).toEqual(["w2"]);
  expect(first.result?.ends.every((end) => "result" in end)).toBe(true);
  expect(membersOf(network).nodes).toEqual(["cp1", "cp2", "cp3", "w1"]);
  const again = await expectFinished(network, file, names);
  expect(
    again.effects.filter((effect) => !effect.startsWith("w2: ")).map((effect) => effect.replace(/^.*: /, "")),
  ).toEqual([]);
});

test("hosts of another cluster are left alone", async () => {
  const network = blankFleet(3, 2);
  network.machines[1]?.host.put("/etc/kubernetes/kubelet.conf", "somebody's\n", 0o600);
  const ran = await applyFrom(network, file);
  expect(ran.error).toMatchObject({ code: "CLUSTER_FOREIGN" });
  expect(ran.effects).toEqual([]);
});
