import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isBootstrapToken, newBootstrapToken, splitBootstrapToken } from "../../src/config/bootstrap-token.ts";

describe("bootstrap tokens", () => {
  test("whatever the entropy, a new one is a token", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 64 }).filter((bytes) => bytes.some((byte) => byte < 252)),
        (bytes) => {
          expect(isBootstrapToken(newBootstrapToken(() => bytes))).toBe(true);
        },
      ),
    );
  });

  test("each character is as likely as the others", () => {
    const counts = new Map<string, number>();
    for (let round = 0; round < 2000; round += 1) {
      for (const character of newBootstrapToken(randomBytes).replace(".", "")) {
        counts.set(character, (counts.get(character) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(36);
    // 44,000 characters over 36: 1222 each, standard deviation 34.5; six of them are never left by chance.
    for (const count of counts.values()) expect(Math.abs(count - 44_000 / 36)).toBeLessThan(6 * 34.5);
  });

  test("come apart into their public and secret half", () => {
    expect(splitBootstrapToken("abcdef.0123456789abcdef")).toEqual({ id: "abcdef", secret: "0123456789abcdef" });
  });

  test("what is none is refused without being repeated", () => {
    expect(() => splitBootstrapToken("SECRET.0123456789abcdef")).toThrow(RangeError);
    expect(() => splitBootstrapToken("SECRET.0123456789abcdef")).not.toThrow(/SECRET/);
    expect(
      ["", "abcdef", "abcdef.0123456789abcde", "abcdef.0123456789abcdefg", "abcdef.0123456789abcdef\n"].some(
        isBootstrapToken,
      ),
    ).toBe(false);
  });
});
