import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../src/config/duration.ts";

describe("durations", () => {
  test("are printed and read back to the nanosecond, up to fifty days", () => {
    const milliseconds = fc.tuple(fc.nat(50 * 86_400_000), fc.nat(999_999)).map(([whole, part]) => whole + part / 1e6);
    fc.assert(
      fc.property(milliseconds, (value) => {
        expect(parseDuration(formatDuration(value))).toBeCloseTo(value, 5);
      }),
    );
  });

  test("whole milliseconds are exact up to two hundred years", () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 42), max: 2 ** 42 }), (value) => {
        expect(parseDuration(formatDuration(value))).toBe(value);
      }),
    );
  });

  test("every text of Go's form is read", () => {
    const part = fc
      .tuple(fc.nat(999), fc.constantFrom("h", "m", "s", "ms", "us", "µs", "ns"))
      .map(([number, unit]) => `${number}${unit}`);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        expect(parseDuration(parts.join(""))).not.toBeNull();
      }),
    );
  });

  test.each([
    ["0", 0, "0s"],
    ["0s", 0, "0s"],
    ["1h", 3_600_000, "1h0m0s"],
    ["90m", 5_400_000, "1h30m0s"],
    ["24h0m0s", 86_400_000, "24h0m0s"],
    ["87600h", 315_360_000_000, "87600h0m0s"],
    ["1.5s", 1500, "1.5s"],
    ["-1m", -60_000, "-1m0s"],
    ["250ms", 250, "250ms"],
    ["10us", 0.01, "10µs"],
    ["1ns", 0.000_001, "1ns"],
    [".5h", 1_800_000, "30m0s"],
    ["1m1.25s", 61_250, "1m1.25s"],
  ])("%s is %d ms and printed as %s", (text, value, printed) => {
    expect(parseDuration(text)).toBe(value);
    expect(formatDuration(value)).toBe(printed);
  });

  test.each(["", "1", "h", "1d", "1 h", "1h ", "--1s", "1.s.", ".s", "1e3s", "9999999h", "365d"])(
    "%j is none",
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});
