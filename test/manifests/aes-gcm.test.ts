import { createDecipheriv } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decrypt, encrypt } from "../../src/manifests/aes-gcm.ts";
import { certificateKey } from "./arbitrary.ts";

const nonce = fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => Buffer.from(bytes));
const content = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

describe("sealing certificates", () => {
  test("what was sealed comes back with the same key", () => {
    fc.assert(
      fc.property(certificateKey, nonce, content, (key, once, plain) => {
        expect(decrypt(key.toUpperCase(), encrypt(key, once, plain)).equals(plain)).toBe(true);
      }),
    );
  });

  test("the form is nonce, ciphertext, tag, without additional data", () => {
    const key = "ab".repeat(32);
    const sealed = encrypt(key, Buffer.from("123456789012"), Buffer.from("hello"));
    expect(sealed.length).toBe(12 + 5 + 16);
    const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key, "hex"), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(17));
    expect(decipher.update(sealed.subarray(12, 17), undefined, "utf8") + decipher.final("utf8")).toBe("hello");
  });

  test("a changed bit anywhere, another key or a short text is refused", () => {
    fc.assert(
      fc.property(certificateKey, nonce, content, fc.nat(), (key, once, plain, at) => {
        const sealed = encrypt(key, once, plain);
        const index = at % sealed.length;
        sealed[index] = (sealed[index] ?? 0) ^ 1;
        expect(() => decrypt(key, sealed)).toThrow(expect.objectContaining({ code: "CERTIFICATE_KEY_WRONG" }));
      }),
    );
    expect(() => decrypt("00".repeat(32), Buffer.alloc(27))).toThrow(
      expect.objectContaining({ code: "CERTIFICATE_KEY_WRONG" }),
    );
  });

  test("a key that is not 64 hex digits is refused without being shown", () => {
    expect(() => encrypt("secret", Buffer.alloc(12), Buffer.alloc(0))).toThrow(
      expect.objectContaining({ code: "CERTIFICATE_KEY_INVALID", what: expect.not.stringContaining("secret") }),
    );
  });

  test("a nonce of another length is refused", () => {
    expect(() => encrypt("00".repeat(32), Buffer.alloc(16), Buffer.alloc(0))).toThrow(RangeError);
  });
});
