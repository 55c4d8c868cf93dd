import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
// @ts-expect-error: the scripts are plain JavaScript
import { chosenParts, soakParts } from "../../scripts/soak-parts.mjs";
import { home } from "../support/sources.ts";

interface Part {
  readonly name: string;
  readonly args: readonly string[];
}

const files = ["test/lab/crash.lab.test.ts", "test/init/plan.test.ts", "test/fuzz/jws.test.ts"];
const parts: readonly Part[] = soakParts([...files, "test/init/crash-points.test.ts"]);
const argsOf = (name: string) => parts.find((part) => part.name === name)?.args ?? [];

describe("a soak", () => {
  test("has every file of its long parts where it looks for it", () => {
    const long = parts
      .slice(
        0,
        parts.findIndex(({ name }) => name === "rings-1-to-3"),
      )
      .flatMap(({ args }) => args);
    expect(long).toContain("test/init/crash-points.test.ts");
    expect(long.filter((path) => !existsSync(join(home, path)))).toEqual([]);
  });

  test("has a part for all that no other part has", () => {
    expect(argsOf("rings-1-to-3")).toEqual(["test/init/plan.test.ts"]);
  });

  test("has a part for each file of the lab", () => {
    expect(argsOf("lab-crash")).toEqual(["--config", "vitest.lab.config.ts", "test/lab/crash.lab.test.ts"]);
  });

  test("runs all parts, or those that are named, in its own order", () => {
    expect(chosenParts(parts, [])).toEqual(parts);
    const chosen: readonly Part[] = chosenParts(parts, ["lab-crash", "fuzz"]);
    expect(chosen.map(({ name }) => name)).toEqual(["fuzz", "lab-crash"]);
  });

  test("names its parts to whoever asks for one that it does not have", () => {
    expect(() => chosenParts(parts, ["labcrash"])).toThrow(/no part labcrash\.\n {2}Next: .*\bfuzz .*\blab-crash/);
  });
});
