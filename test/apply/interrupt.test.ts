import { expect, test } from "vitest";
import type { RunEvent } from "../../src/engine/event.ts";
import { applyFrom, blankFleet, fleetFile } from "../support/memory-machine/operator.ts";
import { sampled } from "../support/sample.ts";
import { expectFinished } from "./support.ts";

const names = ["cp1", "w1"];
const file = fleetFile(names);

const moments = {
  "the kubelet of a worker starts": (event: RunEvent) => event.host === "w1" && isPhase(event, "kubelet-start"),
  "the API server is waited for": (event: RunEvent) => event.host === "cp1" && isPhase(event, "wait-control-plane/api"),
};

test.each(sampled(Object.entries(moments)))(
  "interrupted when %s, a founding says so on every host that was not done, and the next apply finishes the same cluster",
  { timeout: 120_000 },
  async (_name, interruptedAt) => {
    const network = blankFleet(1, 1);
    const ran = await applyFrom(network, file, { interruptedAt });
    const codes = (ran.result?.ends ?? []).flatMap((end) =>
      "errors" in end ? end.errors.map(({ code }) => code) : [],
    );
    expect(codes).toContain("INTERRUPTED");
    expect(codes.filter((code) => code !== "INTERRUPTED" && code !== "PEER_FAILED")).toEqual([]);
    await expectFinished(network, file, names);
  },
);

function isPhase(event: RunEvent, phase: string): boolean {
  return event.type === "phase-started" && event.phase === phase;
}
