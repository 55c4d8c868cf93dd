import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jws, jwsKey, verifyJws } from "../../src/manifests/jws.ts";
import { Secret } from "../../src/secret.ts";
import { bootstrapToken } from "./arbitrary.ts";

describe("the signature of cluster-info", () => {
  test("is a compact JWS whose payload is left out", () => {
    const [header = "", payload, signature] = jws("abcdef.0123456789abcdef", "content").split(".");
    expect(Buffer.from(header, "base64url").toString()).toBe('{"alg":"HS256","kid":"abcdef"}');
    expect(payload).toBe("");
    const input = `${header}.${Buffer.from("content").toString("base64url")}`;
    expect(signature).toBe(createHmac("sha256", "0123456789abcdef").update(input).digest("base64url"));
  });

  test("is accepted for its own token and content and for no other", () => {
    fc.assert(
      fc.property(bootstrapToken, bootstrapToken, fc.string(), fc.string(), (token, other, content, changed) => {
        const signature = jws(new Secret(token), content);
        expect(verifyJws(token, content, signature)).toBe(true);
        expect(verifyJws(token, changed, signature)).toBe(changed === content);
        expect(verifyJws(other, content, signature)).toBe(other === token);
        expect(verifyJws(token, content, signature.slice(0, -1))).toBe(false);
      }),
    );
  });

  test("stands under the token's id", () => {
    expect(jwsKey("abcdef.0123456789abcdef")).toBe("jws-kubeconfig-abcdef");
  });

  test("a token that is none is refused without being shown", () => {
    expect(() => jws("abcdef-0123456789abcdef", "")).toThrow(
      expect.objectContaining({ code: "TOKEN_INVALID", what: expect.not.stringContaining("0123456789abcdef") }),
    );
  });
});
