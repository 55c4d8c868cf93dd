import { expect, test } from "vitest";
import type { RunEvent } from "../../src/engine/event.ts";
import type { MemoryNetwork } from "../support/memory-machine/memory-network.ts";
import { applyFrom, blankFleet, fleetFile, type OperatorRan } from "../support/memory-machine/operator.ts";
import { expectFinished, membersOf } from "./support.ts";

const names = ["cp1", "cp2", "cp3", "w1", "w2"];
const file = fleetFile(names);

/** An apply during which a machine goes away when this is told of it. */
function whileGoing(
  network: MemoryNetwork,
  name: string,
  isMoment: (event: RunEvent) => boolean,
): Promise<OperatorRan> {
  const machine = network.machines.find((each) => each.name === name);
  const interruptedAt = (event: RunEvent): boolean => {
    if (event.host === name && isMoment(event)) machine?.cut();
    return false;
  };
  return applyFrom(network, file, { dark: { name, after: Number.POSITIVE_INFINITY }, interruptedAt });
}

const hasConnected = (event: RunEvent): boolean => event.type === "phase-ended" && event.phase === "connect";
const closed = ({ result }: OperatorRan) => result?.closed.map(({ node, error }) => `${node.name} ${error.code}`);

test("a worker that goes away between its login and its lock is named and keeps nobody, and the next apply does it", {
  timeout: 60_000,
}, async () => {
  const network = blankFleet(3, 2);
  const ran = await whileGoing(network, "w1", hasConnected);
  expect(closed(ran)).toEqual(["w1 HOST_CONNECTION_LOST"]);
  expect(ran.events).toContainEqual(expect.objectContaining({ type: "failed", host: "w1", phase: "connect" }));
  expect(ran.result?.ends.every((end) => "result" in end)).toBe(true);
  expect(membersOf(network).nodes).toEqual(["cp1", "cp2", "cp3", "w2"]);
  network.machines.find(({ name }) => name === "w1")?.boot();
  await expectFinished(network, file, names);
});

test("a control plane that goes away so at a founding leaves nothing begun, and the next apply founds", {
  timeout: 60_000,
}, async () => {
  const network = blankFleet(3, 2);
  const ran = await whileGoing(network, "cp1", hasConnected);
  expect(ran.error).toMatchObject({
    errors: [
      { code: "HOST_CONNECTION_LOST", node: "cp1" },
      { code: "FOUNDING_UNSEEN", exitCode: 4 },
    ],
  });
  expect(ran.effects).toEqual([]);
  network.machines.find(({ name }) => name === "cp1")?.boot();
  await expectFinished(network, file, names);
});
