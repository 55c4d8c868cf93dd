import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import ssh2, { type ParsedKey } from "ssh2";
import type { Secret } from "../../secret.ts";
import { stringAt } from "./agent-keys.ts";
import { keyType } from "./known-hosts.ts";

/** A key that can sign. `hash` is "sha256" or "sha512" for RSA, undefined for the others; ECDSA signatures come in DER. */
export interface Signer {
  readonly publicKey: ParsedKey;
  sign(data: Buffer, hash: string | undefined): Buffer;
}

/** What the text of a private key file turned out to be. */
export type Identity =
  | { readonly is: "signer"; readonly signer: Signer }
  /** `publicKey` is null where the file keeps even that to itself. */
  | { readonly is: "encrypted"; readonly publicKey: ParsedKey | null }
  | { readonly is: "wrong-passphrase" }
  | { readonly is: "unusable"; readonly why: string };

/** Reads a private key: OpenSSH's own form, PEM (PKCS#1, SEC 1) and PKCS#8, each also encrypted. */
export function readIdentity(text: string, passphrase?: Secret): Identity {
  if (/-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text)) return readPkcs8(text, passphrase);
  const key = parseKey(text, passphrase);
  if (!(key instanceof Error)) {
    if (!key.isPrivateKey()) return { is: "unusable", why: "it holds a public key, not a private one" };
    return { is: "signer", signer: signerOf(key) };
  }
  const shown = publicBlob(text);
  const unsupported = shown === null ? null : unsupportedKind(keyType(shown));
  if (unsupported !== null) return { is: "unusable", why: unsupported };
  const isEncrypted = /ncrypted.*no passphrase/i.test(key.message);
  if (isEncrypted) return { is: "encrypted", publicKey: shown === null ? null : publicKey(shown) };
  if (passphrase !== undefined && isEncryptedForm(text)) return { is: "wrong-passphrase" };
  return { is: "unusable", why: key.message };
}

function parseKey(text: string, passphrase: Secret | undefined): ParsedKey | Error {
  try {
    const parsed: unknown = ssh2.utils.parseKey(text, passphrase?.reveal());
    // OpenSSH's own form can hold several keys.
    return (Array.isArray(parsed) ? parsed[0] : parsed) as ParsedKey | Error;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A public key from the wire's form or from the text of a `.pub` file; null for what ssh2 does not know. */
export function publicKey(data: Buffer | string): ParsedKey | null {
  const parsed = ssh2.utils.parseKey(data);
  return parsed instanceof Error ? null : parsed;
}

/** Why keys of a type cannot be used here; null for those that can. */
export function unsupportedKind(type: string): string | null {
  if (type.startsWith("sk-")) return `keys of FIDO devices (${type}) are not supported`;
  if (/-cert-v0[01]@/.test(type)) return `user certificates (${type}) are not supported`;
  return null;
}

function signerOf(key: ParsedKey): Signer {
  return {
    publicKey: key,
    sign: (data, hash) => {
      const signature: Buffer | Error = key.sign(data, hash);
      if (signature instanceof Error) throw signature;
      return signature;
    },
  };
}

function isEncryptedForm(text: string): boolean {
  return /^Proc-Type: 4,ENCRYPTED/m.test(text) || (/BEGIN OPENSSH/.test(text) && cipherOf(text) !== "none");
}

const openSshMagic = "openssh-key-v1\0";

/** OpenSSH's own form (PROTOCOL.key): magic, cipher, kdf, kdf's options, number of keys, public key. */
function openSshBody(text: string): Buffer | null {
  const base64 = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text)?.[1];
  const body = Buffer.from(base64 ?? "", "base64");
  return body.toString("latin1", 0, openSshMagic.length) === openSshMagic ? body.subarray(openSshMagic.length) : null;
}

function cipherOf(text: string): string {
  const body = openSshBody(text);
  try {
    return body === null ? "none" : stringAt(body, 0).toString("latin1");
  } catch {
    return "none";
  }
}

function publicBlob(text: string): Buffer | null {
  try {
    const body = openSshBody(text);
    if (body === null) return null;
    let at = 0;
    for (let skipped = 0; skipped < 3; skipped += 1) at += 4 + stringAt(body, at).length;
    return stringAt(body, at + 4);
  } catch {
    return null;
  }
}

function readPkcs8(text: string, passphrase: Secret | undefined): Identity {
  if (/BEGIN ENCRYPTED/.test(text) && passphrase === undefined) return { is: "encrypted", publicKey: null };
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: text, ...(passphrase === undefined ? {} : { passphrase: passphrase.reveal() }) });
  } catch (error) {
    if (passphrase !== undefined) return { is: "wrong-passphrase" };
    return { is: "unusable", why: error instanceof Error ? error.message : String(error) };
  }
  if (key.asymmetricKeyType === "ed25519") return { is: "signer", signer: ed25519Signer(key) };
  const form = key.asymmetricKeyType === "rsa" ? "pkcs1" : "sec1";
  if (form === "sec1" && key.asymmetricKeyType !== "ec")
    return { is: "unusable", why: `keys of the kind ${key.asymmetricKeyType} are not supported` };
  return readIdentity(key.export({ type: form, format: "pem" }).toString());
}

function ed25519Signer(key: KeyObject): Signer {
  const point = Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url");
  const blob = Buffer.concat([Buffer.from("\0\0\0\x0bssh-ed25519\0\0\0\x20", "latin1"), point]);
  const parsed = publicKey(`ssh-ed25519 ${blob.toString("base64")}`);
  if (parsed === null) throw new Error("an ed25519 key of 32 bytes is always readable");
  return { publicKey: parsed, sign: (data) => sign(null, data, key) };
}
