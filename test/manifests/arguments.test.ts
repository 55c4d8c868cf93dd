import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { argumentValue, mergeArguments } from "../../src/manifests/arguments.ts";
import { argumentList } from "./arbitrary.ts";

const flag = ({ name, value }: { name: string; value: string }): string => `--${name}=${value}`;

describe("merging arguments", () => {
  test("the user's flags stand at the end, in their order, repetitions and all", () => {
    fc.assert(
      fc.property(argumentList, argumentList, (defaults, extra) => {
        const merged = mergeArguments(defaults, extra);
        expect(merged.slice(merged.length - extra.length)).toEqual(extra.map(flag));
      }),
    );
  });

  test("no default survives whose name the user wrote, and no other is lost", () => {
    fc.assert(
      fc.property(argumentList, argumentList, (defaults, extra) => {
        const kept = mergeArguments(defaults, extra).slice(0, -extra.length || undefined);
        const wanted = defaults.filter(({ name }) => !extra.some((each) => each.name === name)).map(flag);
        expect(kept.toSorted()).toEqual(wanted.toSorted());
      }),
    );
  });

  test("the order of the defaults does not matter", () => {
    fc.assert(
      fc.property(argumentList, argumentList, (defaults, extra) => {
        expect(mergeArguments(defaults.toReversed(), extra)).toEqual(mergeArguments(defaults, extra));
      }),
    );
  });

  test("the inputs are left alone", () => {
    const defaults = Object.freeze([Object.freeze({ name: "b", value: "" }), Object.freeze({ name: "a", value: "" })]);
    expect(mergeArguments(defaults, defaults)).toEqual(["--b=", "--a="]);
    expect(mergeArguments(defaults, [])).toEqual(["--a=", "--b="]);
  });

  test("of a name that is repeated the last value counts", () => {
    const args = [
      { name: "v", value: "1" },
      { name: "v", value: "2" },
    ];
    expect(argumentValue(args, "v")).toBe("2");
    expect(argumentValue(args, "w")).toBeUndefined();
  });
});
