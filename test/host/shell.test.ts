import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandLine, quoteWord } from "../../src/host/shell.ts";

describe("commandLine()", () => {
  it("is taken apart by a shell into the same words", () => {
    const word = fc.string({
      unit: fc.oneof(fc.constantFrom(..."'\"\\$`!*?[]{}()<>|&;#~= \n\t-é"), fc.string({ minLength: 1, maxLength: 1 })),
    });
    fc.assert(
      fc.property(
        fc.array(
          word.filter((text) => !text.includes("\0")),
          { minLength: 1 },
        ),
        (words) => {
          const script = `printf '%s\\0' ${commandLine(words)}`;
          const answer = execFileSync("sh", ["-c", script]).toString("utf8");
          expect(answer.split("\0").slice(0, -1)).toEqual(words.map((text) => Buffer.from(text).toString("utf8")));
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ["a", "a"],
    ["/etc/x-1.conf", "/etc/x-1.conf"],
    ["", "''"],
    ["a b", "'a b'"],
    ["it's", "'it'\\''s'"],
    ["A=1", "'A=1'"],
  ])("%j is quoted as %s", (word, quoted) => {
    expect(quoteWord(word)).toBe(quoted);
  });
});
