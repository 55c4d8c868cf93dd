import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { caPin } from "../../src/pki/ca-pin.ts";
import { parseCertificate } from "../../src/pki/certificate.ts";
import { pem, pemBlocks } from "../../src/pki/pem.ts";
import { readPrivateKey } from "../../src/pki/private-key.ts";
import { isIssuedBy } from "../../src/pki/verify-chain.ts";
import { Secret } from "../../src/secret.ts";
import { testAuthority } from "../support/test-certificates.ts";
import { broken, brokenBytes, cuts, runs } from "./broken-text.ts";
import { orderly } from "./orderly.ts";

const kinds = ["RSA-2048", "ECDSA-P256", "ECDSA-P384"] as const;
const chains = kinds.map((kind) => {
  const text = (name: string) =>
    readFileSync(new URL(`../fixtures/pki/kubeadm-1.36.3/${kind}/${name}.crt`, import.meta.url), "utf8");
  return {
    kind,
    leafPem: text("apiserver"),
    caPem: text("ca"),
    ca: parseCertificate(text("ca"), "ca"),
    leaf: parseCertificate(text("apiserver"), "leaf"),
  };
});

test.each(chains)("a leaf that real kubeadm made is issued by its authority and by no other: $kind", ({ leaf, ca }) => {
  expect(chains.filter((other) => isIssuedBy(leaf, other.ca)).map((other) => other.ca)).toEqual([ca]);
});

test.each(chains)("a leaf with any byte changed is not issued by its authority: $kind", ({ leaf, ca }) => {
  fc.assert(
    fc.property(brokenBytes(leaf.der), (der) => {
      const read = orderly(() => parseCertificate(pem("CERTIFICATE", der), "x"));
      if (read === undefined) return;
      const isIssued = orderly(() => isIssuedBy(read, ca)) ?? false;
      if (isIssued) expect(read.tbs.equals(leaf.tbs)).toBe(true);
    }),
    runs(150),
  );
});

test.each(chains)("a leaf is not issued by an authority whose key was changed: $kind", ({ leaf, ca }) => {
  fc.assert(
    fc.property(brokenBytes(ca.der), (der) => {
      const read = orderly(() => parseCertificate(pem("CERTIFICATE", der), "x"));
      if (read === undefined) return;
      const isIssued = orderly(() => isIssuedBy(leaf, read)) ?? false;
      if (isIssued) expect(caPin(read)).toBe(caPin(ca));
    }),
    runs(150),
  );
});

test("a certificate cut at any byte is refused", () => {
  for (const { leaf, leafPem } of chains) {
    for (const length of cuts(leaf.der.length, 40)) {
      expect(orderly(() => parseCertificate(pem("CERTIFICATE", leaf.der.subarray(0, length)), "x"))).toBe(undefined);
    }
    for (const length of cuts(leafPem.trimEnd().length, 40)) {
      expect(orderly(() => parseCertificate(leafPem.slice(0, length), "x"))).toBe(undefined);
    }
  }
});

test("a garbled bundle gives the whole blocks in it, or is refused", () => {
  const bundle = chains.map(({ caPem, leafPem }) => `# a comment\n${caPem}${leafPem}`).join("\n");
  fc.assert(
    fc.property(broken(bundle), (text) => {
      const blocks = orderly(() => pemBlocks(text)) ?? [];
      expect(blocks.length).toBeLessThanOrEqual(8);
      const first = orderly(() => parseCertificate(text, "x"));
      orderly(() => (first === undefined ? null : caPin(first)));
    }),
    runs(200),
  );
});

test("a garbled key is read or refused", () => {
  const { key } = testAuthority("kubernetes");
  fc.assert(
    fc.property(broken(key.reveal()), (text) => {
      orderly(() => readPrivateKey(new Secret(text), "x"));
    }),
    runs(150),
  );
});
