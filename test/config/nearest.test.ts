import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance, nearest } from "../../src/config/nearest.ts";

describe("the nearest word", () => {
  test.each([
    ["podsubnet", ["serviceSubnet", "podSubnet"], "podSubnet"],
    ["certSAN", ["certSANs", "extraArgs"], "certSANs"],
    ["adverstiseAddress", ["advertiseAddress", "bindPort"], "advertiseAddress"],
    ["extraArg", ["extraArgs", "extraEnvs"], "extraArgs"],
    ["nmae", ["name", "value"], "name"],
  ])("%s was meant to be one of %j: %s", (word, candidates, meant) => {
    expect(nearest(word, candidates)).toBe(meant);
  });

  test("nothing is near to nonsense", () => {
    expect(nearest("foo", ["networking", "etcd"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });
});

describe("edit distance", () => {
  const word = fc.string({ maxLength: 8 });

  test("is zero for the same word only, and the same in both directions", () => {
    fc.assert(
      fc.property(word, word, (left, right) => {
        expect(editDistance(left, right) === 0).toBe(left === right);
        expect(editDistance(left, right)).toBe(editDistance(right, left));
      }),
    );
  });

  test("is at most the length of the longer word", () => {
    fc.assert(
      fc.property(word, word, (left, right) => {
        expect(editDistance(left, right)).toBeLessThanOrEqual(Math.max(left.length, right.length));
      }),
    );
  });
});
