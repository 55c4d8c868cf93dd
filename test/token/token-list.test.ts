import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { StoredToken } from "../../src/manifests/bootstrap-token.ts";
import { objectPrinter } from "../../src/output/object-printer.ts";
import { Secret } from "../../src/secret.ts";
import { renderTokens } from "../../src/token/token-list.ts";

const secret = "0123456789abcdef";
const group = "system:bootstrappers:kubeadm:default-node-token";
const both = ["authentication", "signing"];
const base = { description: "", expires: null, usages: both, groups: [group] };
const token = (id: string, rest: Partial<StoredToken>): StoredToken => ({
  ...base,
  id,
  token: new Secret(`${id}.${secret}`),
  ...rest,
});

/** The tokens that real kubeadm 1.36.3 had made when it printed test/fixtures/token/list.*. */
const tokens = [
  token("abcdef", { description: "forever and a day" }),
  token("bbbbbb", { expires: "2026-11-21T16:16:31Z", usages: ["authentication"] }),
  token("cccccd", { expires: "2026-11-21T14:46:35Z", groups: ["system:bootstrappers:zz", "system:bootstrappers:aa"] }),
];
const printerOf = (kind: "text" | "json" | "yaml") => objectPrinter({ kind }, { allowMissing: true });
const then = new Date("2026-11-21T14:46:32.500Z");

describe("a list of tokens is, byte for byte, what kubeadm prints", () => {
  test.each([
    ["text", "list.txt"],
    ["json", "list.json"],
    ["yaml", "list.yaml"],
  ] as const)("as %s", async (kind, file) => {
    const expected = readFileSync(new URL(`../fixtures/token/${file}`, import.meta.url), "utf8");
    expect(renderTokens(tokens, await printerOf(kind), then)).toBe(expected);
  });

  test("in one unit of time, rounded down", () => {
    const at = (ms: number) =>
      renderTokens([token("abcdef", { expires: new Date(then.getTime() + ms).toISOString() })], null, then);
    const shown = [-60_000, -500, 59_999, 61_000, 7_199_000, 86_400_000, 400 * 86_400_000].map(
      (ms) => at(ms).split("\n")[1]?.split(/\s+/)[1],
    );
    expect(shown).toEqual(["<invalid>", "0s", "59s", "1m", "1h", "1d", "1y"]);
  });

  test("with what JSON in Go escapes", async () => {
    expect(renderTokens([token("abcdef", { description: "a<b>&c" })], await printerOf("json"), then)).toContain(
      '"a\\u003cb\\u003e\\u0026c"',
    );
  });
});

test("a description cannot move a terminal's cursor", () => {
  const text = renderTokens([token("abcdef", { description: "a\u001b[2J\nb" })], null, then);
  expect(text.split("\n")).toHaveLength(3);
  expect(text).not.toContain("\u001b");
});

test("no tokens are no output", async () => {
  const printers = await Promise.all((["text", "json", "yaml"] as const).map(printerOf));
  expect(printers.map((print) => renderTokens([], print, then))).toEqual(["", "", ""]);
});
