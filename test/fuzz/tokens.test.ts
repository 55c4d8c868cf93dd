import fc from "fast-check";
import { expect, test } from "vitest";
import { isBootstrapToken } from "../../src/config/bootstrap-token.ts";
import { bootstrapTokenSecret, readBootstrapToken } from "../../src/manifests/bootstrap-token.ts";
import { tokenParts } from "../../src/manifests/token-parts.ts";
import { reveal } from "../../src/secret.ts";
import { tokenIdOf } from "../../src/token/token-id.ts";
import { broken, runs } from "./broken-text.ts";
import { orderly } from "./orderly.ts";

const token = "abcdef.0123456789abcdef";
const stored = bootstrapTokenSecret(
  { token, description: "a", ttl: 1, usages: ["signing"], groups: ["system:bootstrappers:a"] },
  new Date(0),
);

test("a broken token is taken apart only when it still is one", () => {
  fc.assert(
    fc.property(fc.oneof(broken(token), fc.string({ unit: "binary" })), (text) => {
      const parts = orderly(() => tokenParts(text));
      expect(parts === undefined).toBe(!isBootstrapToken(text));
      if (parts !== undefined) expect(`${parts.id}.${parts.secret}`).toBe(text);
      expect(orderly(() => tokenIdOf(text)) ?? "aaaaaa").toMatch(/^[a-z0-9]{6}$/);
    }),
    runs(300),
  );
});

test("a refusal never repeats the token", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii", minLength: 30, maxLength: 60 }), (text) => {
      let error: unknown;
      try {
        tokenParts(text);
      } catch (caught) {
        error = caught;
      }
      expect(JSON.stringify({ ...(error as object), message: String(error) })).not.toContain(
        JSON.stringify(text).slice(1, -1),
      );
    }),
    runs(100),
  );
});

test("a broken Secret of a token is read as a token that it holds, or not at all", () => {
  const text = JSON.stringify(stored, (_, value: unknown) => value);
  const clear = JSON.stringify({
    ...stored,
    data: Object.fromEntries(Object.entries(stored["data"] as object).map(([key, value]) => [key, reveal(value)])),
  });
  expect(text).toContain("***");
  fc.assert(
    fc.property(broken(clear), (json) => {
      let object: unknown;
      try {
        object = JSON.parse(json);
      } catch {
        return;
      }
      fc.pre(typeof object === "object" && object !== null && "metadata" in object);
      const { metadata } = object as { metadata: unknown };
      fc.pre(typeof metadata === "object" && metadata !== null && "name" in metadata);
      const read = orderly(() => readBootstrapToken(object as typeof stored)) ?? null;
      if (read !== null) expect(isBootstrapToken(read.token.reveal())).toBe(true);
    }),
    runs(300),
  );
});
