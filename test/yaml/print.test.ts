import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Secret } from "../../src/secret.ts";
import { parseYaml, printYaml, printYamlDocuments } from "../../src/yaml.ts";
import { runs } from "../support/sample.ts";

/** What sigs.k8s.io/yaml 1.6.0 printed for `{"v": value}`. */
const recorded = JSON.parse(readFileSync("test/fixtures/yaml/printed.json", "utf8")) as {
  value: unknown;
  printed: string;
}[];

/** Text that a file can hold: the library itself reads no other, and U+FFFD is what a file that is no text turns into. */
const text = fc
  .string({ unit: "grapheme", maxLength: 30 })
  .filter((value) => !/[\u0085\u2028\u2029\ufeff\ufffd\r]/.test(value));
const awkward = fc
  .array(fc.constantFrom("a", " ", ":", "#", "-", "?", ",", "[", "{", "'", '"', "%", "\n", "yes", "1", "~", "\\"), {
    maxLength: 8,
  })
  .map((parts) => parts.join(""));
const scalar = fc.oneof(
  text,
  awkward,
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);
const tree = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(text, awkward), tie("node"), { maxKeys: 4 }),
  ),
})).node;

describe("printYaml", () => {
  test.each(recorded.map(({ value, printed }) => [JSON.stringify(value), value, printed] as const))(
    "prints %s as Kubernetes' library does",
    (_, value, printed) => {
      expect(printYaml({ v: value })).toBe(printed);
    },
  );

  test("what is printed is read back as it was", () => {
    fc.assert(
      fc.property(tree, (value) => {
        const document = { v: value };
        expect(parseYaml(printYaml(document))).toEqual(JSON.parse(JSON.stringify(document)));
      }),
      runs(500),
    );
  });

  test("keys keep their order when that is asked for", () => {
    expect(printYaml({ b: 1, a: { d: 1, c: 2 } }, { keys: "given" })).toBe("b: 1\na:\n  d: 1\n  c: 2\n");
  });

  test("members that are undefined are left out", () => {
    expect(printYaml({ a: undefined, b: { c: undefined } })).toBe("b: {}\n");
  });

  test("several documents have --- between them and nowhere else", () => {
    expect(printYamlDocuments([{ a: 1 }, { b: 2 }])).toBe("a: 1\n---\nb: 2\n");
  });

  test("a secret is refused instead of printed", () => {
    expect(() => printYaml({ key: new Secret("hush") })).toThrow(TypeError);
    expect(() => printYaml({ key: new Secret("hush") })).not.toThrow(/hush/);
  });
});
