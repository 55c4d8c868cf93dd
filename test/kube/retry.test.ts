import fc from "fast-check";
import { expect, test } from "vitest";
import { pauseAfterAnswer } from "../../src/kube/retry.ts";

const rule = { retry: "safe", refused: "retry", repeatable: true } as const;
const turnedAway = (seconds: number) => ({ status: 429, headers: { "retry-after": `${seconds}` }, body: "" });

test("a server that asks for a pause gets it, and at most a second more", () => {
  const any = [fc.nat({ max: 10 }), fc.nat({ max: 30 }), fc.double({ min: 0, max: 1, noNaN: true })] as const;
  fc.assert(
    fc.property(...any, (seconds, attempt, chance) => {
      const pause = pauseAfterAnswer(rule, turnedAway(seconds), attempt, chance) ?? -1;
      expect(pause).toBeGreaterThanOrEqual(seconds * 1_000);
      expect(pause).toBeLessThanOrEqual(seconds * 1_000 + 1_000);
    }),
  );
});

test("requests that were turned away together come again apart, further with each attempt", () => {
  const width = (attempt: number): number =>
    (pauseAfterAnswer(rule, turnedAway(1), attempt, 1) ?? 0) - (pauseAfterAnswer(rule, turnedAway(1), attempt, 0) ?? 0);
  expect([0, 1, 2, 3, 4, 5].map(width)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
});
