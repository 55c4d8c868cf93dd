import { describe, expect, it } from "vitest";
import type { WaitAnswer } from "../../src/engine/change.ts";
import type { Fact } from "../../src/engine/fact.ts";
import { NotYetKnown } from "../../src/engine/fact.ts";
import { waitStep } from "../../src/steps/wait.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { applyOn, phaseOf, planOn } from "../support/run-plan.ts";

const waitFor = (read: () => Promise<WaitAnswer>) => {
  const until: Fact<WaitAnswer> = { name: "until", read };
  return phaseOf(
    waitStep({
      id: "wait",
      title: "The API answers",
      until,
      timeoutMs: 1000,
      everyMs: 5,
      code: "API_LATE",
      next: "look",
    }),
  );
};

describe("waitStep()", () => {
  it("is nothing to do when the condition is true", async () => {
    expect(
      (
        await planOn(
          waitFor(async () => ({ done: true, found: "" })),
          new MemoryHost(),
        )
      ).result.changes,
    ).toMatchObject([{ outcome: "unchanged", changes: [] }]);
  });

  it.each([new NotYetKnown("the control plane runs"), Object.assign(new Error("refused"), { code: "ECONNREFUSED" })])(
    "is planned as a wait when the question meets %s",
    async (error) => {
      expect(
        (
          await planOn(
            waitFor(async () => Promise.reject(error)),
            new MemoryHost(),
          )
        ).result,
      ).toMatchObject({ changed: 0, deferred: 0, changes: [{ outcome: "planned", changes: [{ kind: "wait" }] }] });
    },
  );

  it("waits and is settled", async () => {
    let looks = 0;
    const { result } = await applyOn(
      waitFor(async () => ({ done: ++looks > 5, found: "" })),
      new MemoryHost(),
    );
    expect(looks).toBe(6);
    expect(result.changes).toMatchObject([{ outcome: "applied", changes: [{ kind: "wait" }] }]);
  });
});
