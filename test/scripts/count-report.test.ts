import { describe, expect, test } from "vitest";
// @ts-expect-error: the scripts are plain JavaScript
import { countReport } from "../../scripts/vitest.mjs";

const file = (name: string, status: string, tests: readonly (readonly [string, string])[], message = "") => ({
  name,
  status,
  message,
  assertionResults: tests.map(([fullName, testStatus]) => ({ fullName, status: testStatus })),
});

describe("npm test counts", () => {
  test("what passed and what failed", () => {
    const report = {
      testResults: [
        file("a.test.ts", "failed", [
          ["one", "passed"],
          ["two", "failed"],
        ]),
      ],
    };
    expect(countReport(report)).toEqual({ passed: 1, failed: 1, failures: ["a.test.ts: two"] });
  });

  test("a file that could not be loaded as a failure", () => {
    const report = { testResults: [file("b.test.ts", "failed", [], "SyntaxError: no\n at x")] };
    expect(countReport(report)).toEqual({ passed: 0, failed: 1, failures: ["b.test.ts: SyntaxError: no"] });
  });

  test("a skipped test as a failure: it must not look like one that passed", () => {
    const report = {
      testResults: [
        file("c.test.ts", "passed", [
          ["one", "skipped"],
          ["two", "pending"],
          ["three", "todo"],
        ]),
      ],
    };
    expect(countReport(report)).toMatchObject({ passed: 0, failed: 2 });
  });
});
