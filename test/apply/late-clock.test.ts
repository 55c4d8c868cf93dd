import { expect, test } from "vitest";
import { applyFrom, blankFleet, fleetFile } from "../support/memory-machine/operator.ts";
import { expectFinished, troubles } from "./support.ts";

test("a settled control plane whose clock is behind what would be signed now is refused before anything is changed, by plan and apply", async () => {
  const network = blankFleet(1, 2);
  expect(troubles(await applyFrom(network, fleetFile(["cp1", "w1"])))).toEqual([]);
  const names = ["cp1", "w1", "w2"];
  let lateMs = 3_600_000;
  network.machines[0]?.host.on("date +%s", () => `${Math.floor((Date.now() - lateMs) / 1000)}\n`);
  for (const mode of ["plan", "apply"] as const) {
    const ran = await applyFrom(network, fleetFile(names), { mode });
    expect(ran.error).toMatchObject({ code: "CLOCK_BEHIND", node: "cp1", exitCode: 3 });
    expect(ran.effects).toEqual([]);
  }
  lateMs = 0;
  await expectFinished(network, fleetFile(names), names);
});
