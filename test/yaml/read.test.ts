import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { KubewrightError } from "../../src/errors.ts";
import { maximumYamlBytes } from "../../src/yaml/maximum-bytes.ts";
import { parseYaml, readYamlDocuments } from "../../src/yaml.ts";
import { processorTime } from "../support/processor-time.ts";

/** What sigs.k8s.io/yaml 1.6.0 made of each text. */
const recorded = JSON.parse(readFileSync("test/fixtures/yaml/read.json", "utf8")) as {
  text: string;
  json?: string;
  refused?: true;
}[];

/** The library passes over a second document, which is refused here; and a last line without its end gets one here. */
const known = new Set(["a: 1\n...\nb: 2", "a: |\n  x\n  y", "a: >\n  x\n  y\n\n  z"]);

function failure(text: string): KubewrightError {
  try {
    readYamlDocuments({ name: "f.yaml", text });
  } catch (error) {
    if (error instanceof KubewrightError) return error;
    throw error;
  }
  throw new Error("it was read");
}

describe("YAML is read as Kubernetes reads it", () => {
  test.each(recorded.filter(({ text, refused }) => refused !== true && !known.has(text)))("$text", ({ text, json }) => {
    expect(parseYaml(text)).toEqual(JSON.parse(json ?? ""));
  });

  test.each(recorded.filter(({ refused }) => refused === true))("$text is refused", ({ text }) => {
    expect(failure(text).code).toBe("YAML_SYNTAX");
  });
});

describe("places", () => {
  const text = "# head\na:\n  - b: 1\n    c: 'x'\n---\nd: {e: &x [1, 2], f: *x}\n";
  const [first, second] = readYamlDocuments({ name: "f.yaml", text });

  test("of values count lines of the file from 1", () => {
    expect(first?.position(["a", 0, "c"])).toEqual({ line: 4, column: 8 });
    expect(second?.position(["d", "e", 1])).toEqual({ line: 6, column: 15 });
  });

  test("of keys", () => {
    expect(first?.keyPosition(["a", 0, "c"])).toEqual({ line: 4, column: 5 });
  });

  test("inside an alias are those of the alias", () => {
    expect(second?.position(["d", "f", 0])).toEqual({ line: 6, column: 22 });
  });

  test("of what is not there are those of what is around it", () => {
    expect(first?.position(["a", 0, "zzz", 5])).toEqual({ line: 3, column: 5 });
  });

  test("are the same with CRLF", () => {
    const [crlf] = readYamlDocuments({ name: "f.yaml", text: text.replaceAll("\n", "\r\n") });
    expect(crlf?.position(["a", 0, "c"])).toEqual({ line: 4, column: 8 });
  });

  test("are those of the file where a line stands further out than the reader wants it", () => {
    const [document] = readYamlDocuments({ name: "f", text: "a: {\nb: [\n\t1, 2\n],\nc: x\n}\nd: 3\n" });
    expect(document?.keyPosition(["a", "b"])).toEqual({ line: 2, column: 1 });
    expect(document?.position(["a", "b", 1])).toEqual({ line: 3, column: 5 });
    expect(document?.position(["a", "c"])).toEqual({ line: 5, column: 4 });
    expect(document?.position(["d"])).toEqual({ line: 7, column: 4 });
    expect(failure("a: [\nb,\n{c: 1,\nd: 2}\n]]\n").what).toMatch(/^f\.yaml:5:2: /);
  });

  test("a syntax error has its own", () => {
    expect(failure("a: [b,\n").what).toBe("f.yaml:2:1: this is not YAML: a bracket or a quote is not closed");
    expect(failure("a: 1\n---\nb: 1\nc: d: 1\n").what).toMatch(/^f\.yaml:4:\d+: /);
    expect(failure("a: 1\n\tb: 1\n").what).toContain("f.yaml:2:1: ");
  });
});

describe("duplicate keys", () => {
  test("are told with the place of the first, and the last one counts", () => {
    const [document] = readYamlDocuments({ name: "f", text: "a: 1\nb: {c: 1, c: 2}\na: 3\n" });
    expect(document?.value).toEqual({ a: 3, b: { c: 2 } });
    expect(document?.duplicates).toEqual([
      { path: ["b", "c"], position: { line: 2, column: 5 } },
      { path: ["a"], position: { line: 1, column: 1 } },
    ]);
  });

  test("a key of an object's prototype is a key like others", () => {
    const value = parseYaml("__proto__: {a: 1}\nconstructor: 2\n") as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });
});

describe("hostile files are refused in under a second", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${["ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"]
    .map(([from, to]) => `${to}: &${to} [${Array(9).fill(`*${from}`).join(",")}]\n`)
    .join("")}`;
  const mergeBomb = `a: &a {k: 1}\n${Array.from(
    { length: 20 },
    (_, index) =>
      `m${index}: &m${index} {<<: [${Array(40)
        .fill(index === 0 ? "*a" : `*m${index - 1}`)
        .join(",")}]}\n`,
  ).join("")}`;

  test.each([
    ["a bomb of aliases", bomb, "YAML_SYNTAX"],
    ["a bomb of merge keys", mergeBomb, "YAML_SYNTAX"],
    ["an anchor that contains itself", "a: &a [*a]\n", "YAML_SYNTAX"],
    ["50 MB of YAML", "a: b\n".repeat(10_000_000), "YAML_TOO_LARGE"],
    ["a binary file", "\u007fELF\u0002\0\0\0", "YAML_BINARY"],
    ["bytes that are no UTF-8", "a: \ufffd\n", "YAML_BINARY"],
    ["ten thousand brackets", "[".repeat(10_000), "YAML_SYNTAX"],
    ["half a megabyte of one line", `a: [${"x,".repeat(maximumYamlBytes / 2 - 10)}`, "YAML_SYNTAX"],
    ["thirty thousand lines that stand too far out", `a: [\n${"b,\n".repeat(30_000)}]\n`, "YAML_SYNTAX"],
  ])("%s", async (_, text, code) => {
    const { result: error, microseconds } = await processorTime(() => failure(text), 1_000_000);
    expect(microseconds).toBeLessThan(1_000_000);
    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(2);
    expect(error.what.length).toBeLessThan(300);
  });
});

test("parseYaml wants one document", () => {
  expect(() => parseYaml("a: 1\n---\nb: 2\n", "x")).toThrow("several");
  expect(parseYaml("")).toBeNull();
});
