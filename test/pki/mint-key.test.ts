import { createPrivateKey } from "node:crypto";
import { expect, test } from "vitest";
import { mintKey } from "../../src/pki/mint-key.ts";

test.each([
  ["RSA-2048", "RSA PRIVATE KEY", { modulusLength: 2048, publicExponent: 65_537n }],
  ["RSA-3072", "RSA PRIVATE KEY", { modulusLength: 3072, publicExponent: 65_537n }],
  ["RSA-4096", "RSA PRIVATE KEY", { modulusLength: 4096, publicExponent: 65_537n }],
  ["ECDSA-P256", "EC PRIVATE KEY", { namedCurve: "prime256v1" }],
  ["ECDSA-P384", "EC PRIVATE KEY", { namedCurve: "secp384r1" }],
] as const)(
  "%s is a key of that kind and size, in kubeadm's PEM form",
  async (algorithm, label, details) => {
    const text = (await mintKey(algorithm)).reveal();
    expect(text.split("\n")[0]).toBe(`-----BEGIN ${label}-----`);
    expect(createPrivateKey(text).asymmetricKeyDetails).toEqual(details);
  },
  120_000,
);
