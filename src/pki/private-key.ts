import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { KubewrightError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { putBack } from "./put-back.ts";

/** Keys whose text was made here: they need not be read again, which costs OpenSSL half a millisecond each. */
const written = new WeakMap<Secret, KeyObject>();

/** Reads a private key in PEM: PKCS#1, SEC1 or PKCS#8. KubewrightError KEY_UNREADABLE, which shows nothing of it. */
export function readPrivateKey(key: Secret, place: string): KeyObject {
  try {
    return written.get(key) ?? createPrivateKey(key.reveal());
  } catch {
    throw new KubewrightError("KEY_UNREADABLE", {
      what: `the private key in ${place} cannot be read`,
      why: "it is no RSA or ECDSA key in PEM without passphrase",
      next: putBack(place, "certificate"),
    });
  }
}

/** The PEM form kubeadm writes: PKCS#1 for RSA, SEC1 for ECDSA. */
export function privateKeyPem(key: KeyObject): Secret {
  const type = key.asymmetricKeyType === "rsa" ? "pkcs1" : "sec1";
  const text = new Secret(key.export({ type, format: "pem" }).toString());
  written.set(text, key);
  return text;
}

/** The public half as SubjectPublicKeyInfo in PEM, the form of sa.pub. */
export function publicKeyPem(key: KeyObject): string {
  return createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
}

/** The public half of a private key that was just made. */
export function publicKeyOf(key: Secret): KeyObject {
  return createPublicKey(readPrivateKey(key, "the new key"));
}

/** Whether the private key is the other half of the public one. */
export function isPair(privateKey: KeyObject, publicKey: KeyObject): boolean {
  return createPublicKey(privateKey).equals(publicKey);
}
