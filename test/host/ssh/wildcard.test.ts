import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesPatterns, matchesWildcard } from "../../../src/host/ssh/wildcard.ts";

describe("matchesWildcard()", () => {
  it.each([
    ["*", "", true],
    ["*", "anything", true],
    ["web?", "web1", true],
    ["web?", "web", false],
    ["web?", "web10", false],
    ["*.example.org", "a.b.example.org", true],
    ["*.example.org", "example.org", false],
    ["10.0.*.1", "10.0.5.1", true],
    ["a*b*c", "a--b--c", true],
    ["a*b*c", "acb", false],
    ["[x]", "x", false],
    ["a.c", "abc", false],
  ])("%s and %s: %s", (pattern, text, expected) => {
    expect(matchesWildcard(pattern, text)).toBe(expected);
  });

  it("agrees with the regular expression that means the same", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab*?.]{0,8}$/), fc.stringMatching(/^[ab.]{0,10}$/), (pattern, text) => {
        const source = pattern.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("?", ".");
        expect(matchesWildcard(pattern, text)).toBe(new RegExp(`^${source}$`).test(text));
      }),
    );
  });

  it("is quick with a pattern made to be slow", () => {
    const began = performance.now();
    expect(matchesWildcard(`${"*a".repeat(50)}*b`, "a".repeat(2000))).toBe(false);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe("matchesPatterns()", () => {
  it("a negated pattern that fits is the last word", () => {
    expect(matchesPatterns(["*", "!bad*"], "badger")).toBe(false);
    expect(matchesPatterns(["!bad*", "*"], "good")).toBe(true);
    expect(matchesPatterns(["!bad*"], "good")).toBe(false);
  });
});
