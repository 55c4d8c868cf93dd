import { generateKeyPairSync, verify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type Identity, readIdentity, unsupportedKind } from "../../../src/host/ssh/identity.ts";
import { Secret } from "../../../src/secret.ts";
import { keygen } from "../../support/sshd.ts";

const directory = mkdtempSync(join(tmpdir(), "kubewright-identity-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let count = 0;
function made(type: string, ...more: readonly string[]): string {
  count += 1;
  const file = join(directory, `key${count}`);
  keygen(file, type, ...more);
  return readFileSync(file, "utf8");
}

function signs(identity: Identity, hash?: string): boolean {
  if (identity.is !== "signer") throw new Error(JSON.stringify(identity));
  const data = Buffer.from("what was signed");
  const signature = identity.signer.sign(data, hash);
  return (
    verify(hash ?? null, data, identity.signer.publicKey.getPublicPEM(), signature) ||
    identity.signer.publicKey.verify(data, signature, hash)
  );
}

const cheap = ["-a", "1"];
const pkcs8 = (type: "rsa" | "ed25519" | "ec", passphrase?: string): string => {
  const encoding = {
    type: "pkcs8",
    format: "pem",
    ...(passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase }),
  } as const;
  if (type === "rsa") return generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export(encoding).toString();
  if (type === "ec") return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export(encoding).toString();
  return generateKeyPairSync("ed25519").privateKey.export(encoding).toString();
};

describe("readIdentity()", () => {
  it.each([
    ["OpenSSH ed25519", () => made("ed25519"), undefined],
    ["OpenSSH ECDSA", () => made("ecdsa"), undefined],
    ["OpenSSH RSA", () => made("rsa", "-b", "2048"), "sha512"],
    ["PEM RSA", () => made("rsa", "-b", "2048", "-m", "PEM"), "sha256"],
    ["PEM ECDSA", () => made("ecdsa", "-m", "PEM"), undefined],
    ["PKCS#8 ed25519", () => pkcs8("ed25519"), undefined],
    ["PKCS#8 RSA", () => pkcs8("rsa"), "sha512"],
    ["PKCS#8 ECDSA", () => pkcs8("ec"), undefined],
  ])("%s signs", (_kind, make, hash) => {
    expect(signs(readIdentity(make()), hash)).toBe(true);
  });

  it.each([
    ["OpenSSH ed25519", () => made("ed25519", "-N", "open sesame", ...cheap), true],
    ["OpenSSH RSA", () => made("rsa", "-b", "2048", "-N", "open sesame", ...cheap), true],
    ["PEM RSA", () => made("rsa", "-b", "2048", "-m", "PEM", "-N", "open sesame"), false],
    ["PKCS#8 ed25519", () => pkcs8("ed25519", "open sesame"), false],
  ])(
    "an encrypted %s key opens with its passphrase alone, and shows its public half where it can",
    (_kind, make, shows) => {
      const text = make();
      const closed = readIdentity(text);
      expect(closed.is).toBe("encrypted");
      expect(closed.is === "encrypted" && closed.publicKey !== null).toBe(shows);
      expect(readIdentity(text, new Secret("wrong")).is).toBe("wrong-passphrase");
      const opened = readIdentity(text, new Secret("open sesame"));
      expect(opened.is).toBe("signer");
      if (shows && closed.is === "encrypted" && opened.is === "signer")
        expect(closed.publicKey?.getPublicSSH()).toEqual(opened.signer.publicKey.getPublicSSH());
    },
  );

  it("a key of a FIDO device and a certificate are named as such", () => {
    const blob = Buffer.concat([Buffer.from("\0\0\0\x1ask-ssh-ed25519@openssh.com", "latin1"), Buffer.alloc(40)]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(blob.length);
    const none = Buffer.from("\0\0\0\x04none", "latin1");
    const body = Buffer.concat([
      Buffer.from("openssh-key-v1\0"),
      none,
      none,
      Buffer.alloc(4),
      Buffer.from([0, 0, 0, 1]),
      length,
      blob,
      Buffer.alloc(4),
    ]);
    const text = `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString("base64")}\n-----END OPENSSH PRIVATE KEY-----\n`;
    expect(readIdentity(text)).toEqual({ is: "unusable", why: expect.stringContaining("FIDO") });
    expect(unsupportedKind("ssh-ed25519-cert-v01@openssh.com")).toContain("certificates");
    expect(unsupportedKind("ssh-ed25519")).toBeNull();
  });

  it("a public key is no identity", () => {
    expect(
      readIdentity("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me"),
    ).toMatchObject({
      is: "unusable",
    });
  });

  it("never throws, whatever the file holds", () => {
    const frame = (text: string): string =>
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${text}\n-----END OPENSSH PRIVATE KEY-----\n`;
    const torn = fc
      .uint8Array({ maxLength: 120 })
      .map((bytes) => frame(Buffer.concat([Buffer.from("openssh-key-v1\0"), bytes]).toString("base64")));
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      torn,
      fc.string().map(frame),
      fc.base64String().map((body) => `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`),
      fc.base64String().map((body) => `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----\n`),
    );
    fc.assert(
      fc.property(text, fc.option(fc.string(), { nil: undefined }), (file, passphrase) => {
        expect(readIdentity(file, passphrase === undefined ? undefined : new Secret(passphrase)).is).toBeTypeOf(
          "string",
        );
      }),
      { numRuns: 500 },
    );
  });
});
