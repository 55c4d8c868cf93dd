import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { bootstrapTokenSecret, readBootstrapToken } from "../../src/manifests/bootstrap-token.ts";
import { bootstrapToken } from "./arbitrary.ts";

const now = new Date("2026-11-21T03:34:16.987Z");
const groups = ["system:bootstrappers:kubeadm:default-node-token"];

describe("the Secret of a token", () => {
  test("reads back as the token that was written", () => {
    const usages = fc.subarray(["authentication", "signing"]);
    fc.assert(
      fc.property(bootstrapToken, fc.string(), usages, fc.boolean(), (token, description, used, expires) => {
        const ttl = expires ? 3_600_000 : 0;
        const stored = readBootstrapToken(bootstrapTokenSecret({ token, description, ttl, usages: used, groups }, now));
        expect(stored?.token.reveal()).toBe(token);
        expect(stored).toMatchObject({ id: token.slice(0, 6), description, usages: used.toSorted(), groups });
        expect(stored?.expires).toBe(expires ? "2026-11-21T04:34:16Z" : null);
      }),
    );
  });

  test("shows nothing of the token where it is printed", () => {
    const secret = bootstrapTokenSecret(
      { token: "abcdef.0123456789abcdef", description: "", ttl: 0, usages: [], groups: [] },
      now,
    );
    const encoded = Buffer.from("0123456789abcdef").toString("base64");
    for (const shown of [JSON.stringify(secret), inspect(secret, { depth: 9 })]) {
      expect(shown).not.toContain(encoded);
      expect(shown).not.toContain("0123456789abcdef");
    }
  });

  test("is read with plain values too, as an API server answers", () => {
    const text = (value: string): string => Buffer.from(value).toString("base64");
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "bootstrap-token-abcdef" },
      data: { "token-id": text("abcdef"), "token-secret": text("0123456789abcdef") },
    };
    expect(readBootstrapToken(secret)?.token.reveal()).toBe("abcdef.0123456789abcdef");
  });

  test.each<[string, Partial<KubeObject>]>([
    ["under another name", { metadata: { name: "bootstrap-token-zzzzzz" } }],
    ["without data", { data: {} }],
    ["with a malformed token", { data: { "token-id": Buffer.from("ABC").toString("base64") } }],
  ])("is no token %s", (_, change) => {
    const secret = bootstrapTokenSecret(
      { token: "abcdef.0123456789abcdef", description: "", ttl: 0, usages: [], groups: [] },
      now,
    );
    expect(readBootstrapToken({ ...secret, ...change })).toBeNull();
  });
});
