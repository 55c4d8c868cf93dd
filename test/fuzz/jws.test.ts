import fc from "fast-check";
import { expect, test } from "vitest";
import { jws, verifyJws } from "../../src/manifests/jws.ts";
import { broken, cuts, runs } from "./broken-text.ts";

const token = "abcdef.0123456789abcdef";
const content = "apiVersion: v1\nkind: Config\nclusters: []\n";
const signature = jws(token, content);

test("a signature cut at any byte is none", () => {
  for (const length of cuts(signature.length))
    expect(verifyJws(token, content, signature.slice(0, length))).toBe(false);
});

test("a signature with any byte changed is none", () => {
  fc.assert(
    fc.property(broken(signature), (text) => {
      expect(verifyJws(token, content, text)).toBe(text === signature);
    }),
    runs(500),
  );
});

test("a signature is none of another content", () => {
  fc.assert(
    fc.property(broken(content), (text) => {
      expect(verifyJws(token, text, signature)).toBe(Buffer.from(text).equals(Buffer.from(content)));
    }),
    runs(500),
  );
});

test("a signature is none by another token, nor one that names no algorithm", () => {
  const character = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789");
  const other = fc
    .string({ unit: character, minLength: 16, maxLength: 16 })
    .filter((secret) => !token.endsWith(secret));
  fc.assert(
    fc.property(other, (secret) => {
      expect(verifyJws(`abcdef.${secret}`, content, signature)).toBe(false);
    }),
    runs(100),
  );
  for (const algorithm of ["none", "HS384", "RS256"]) {
    const header = Buffer.from(`{"alg":"${algorithm}","kid":"abcdef"}`).toString("base64url");
    for (const tail of ["", signature.split(".")[2] ?? ""])
      expect(verifyJws(token, content, `${header}..${tail}`)).toBe(false);
  }
});
