import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { EncryptionAlgorithm } from "../config/v1beta4.ts";
import type { Secret } from "../secret.ts";
import { privateKeyPem } from "./private-key.ts";

const generate = promisify(generateKeyPair);

const kinds = {
  "RSA-2048": () => generate("rsa", { modulusLength: 2048 }),
  "RSA-3072": () => generate("rsa", { modulusLength: 3072 }),
  "RSA-4096": () => generate("rsa", { modulusLength: 4096 }),
  "ECDSA-P256": () => generate("ec", { namedCurve: "P-256" }),
  "ECDSA-P384": () => generate("ec", { namedCurve: "P-384" }),
} satisfies Record<EncryptionAlgorithm, () => Promise<{ privateKey: KeyObject }>>;

/** A new private key in kubeadm's PEM form. It is made on the thread pool: the event loop goes on. */
export async function mintKey(algorithm: EncryptionAlgorithm): Promise<Secret> {
  const { privateKey } = await kinds[algorithm]();
  return privateKeyPem(privateKey);
}
