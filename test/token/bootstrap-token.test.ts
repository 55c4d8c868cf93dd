import fc from "fast-check";
import { expect, test } from "vitest";
import { newBootstrapToken } from "../../src/config/bootstrap-token.ts";
import { tokenParts } from "../../src/manifests/token-parts.ts";
import { joinCommandLine } from "../../src/token/join-command.ts";

test("a generated token is one, whatever the random bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.nat(251), (bytes, filler) => {
      let at = 0;
      const entropy = (count: number) => Uint8Array.from({ length: count }, () => bytes[at++] ?? filler);
      expect(newBootstrapToken(entropy)).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    }),
  );
});

test("each character of a token comes as often as any other", () => {
  let next = 0;
  const counts = new Map<string, number>();
  for (let index = 0; index < 2_000; index++) {
    const text = newBootstrapToken((count) => Uint8Array.from({ length: count }, () => next++ % 256));
    for (const character of text.replace(".", "")) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  expect(counts.size).toBe(36);
  expect(Math.max(...counts.values()) / Math.min(...counts.values())).toBeLessThan(1.2);
});

test("a text that is no token is refused and not repeated", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 3 }), (text) => {
      fc.pre(!/^[a-z0-9]{6}\.[a-z0-9]{16}$/.test(text));
      let error: unknown;
      try {
        tokenParts(text);
      } catch (caught) {
        error = caught;
      }
      expect(error).toMatchObject({ code: "TOKEN_INVALID" });
    }),
  );
  expect(() => tokenParts("ABCDEF.0123456789abcdef")).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("ABCDEF") }),
  );
});

test("a join command of a control plane names its CA's pins and the key of the certificates", () => {
  const invitation = {
    program: "kubeadm",
    endpoint: "10.0.0.1:6443",
    token: "abcdef.0123456789abcdef",
    pins: ["sha256:1", "sha256:2"],
    controlPlane: true,
  };
  expect(joinCommandLine({ ...invitation, certificateKey: "key" })).toBe(
    "kubeadm join 10.0.0.1:6443 --token abcdef.0123456789abcdef --discovery-token-ca-cert-hash sha256:1 --discovery-token-ca-cert-hash sha256:2 --control-plane --certificate-key key",
  );
});
