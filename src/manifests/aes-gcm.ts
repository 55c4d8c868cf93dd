import { createCipheriv, createDecipheriv } from "node:crypto";
import { exitCodes, KubewrightError } from "../errors.ts";
import { reveal, type Secret } from "../secret.ts";

/** Bytes. */
const nonceLength = 12;
const tagLength = 16;
const algorithm = "aes-256-gcm";

/** The 32 bytes of a certificate key given as 64 hex digits. Throws CERTIFICATE_KEY_INVALID. */
function certificateKeyBytes(certificateKey: string | Secret): Buffer {
  const text = reveal(certificateKey);
  if (!/^[0-9a-fA-F]{64}$/.test(text)) {
    throw new KubewrightError("CERTIFICATE_KEY_INVALID", {
      what: "the certificate key is not 64 hex digits",
      next: "Make one with: kubewright certs certificate-key",
      exitCode: exitCodes.usage,
    });
  }
  return Buffer.from(text, "hex");
}

/** AES-256-GCM: the nonce (12 bytes, never twice with one key), the ciphertext and the 16-byte tag in one. */
export function encrypt(certificateKey: string | Secret, nonce: Buffer, plain: Buffer): Buffer {
  if (nonce.length !== nonceLength) throw new RangeError(`a nonce has ${nonceLength} bytes, not ${nonce.length}`);
  const cipher = createCipheriv(algorithm, certificateKeyBytes(certificateKey), nonce);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What `encrypt` was given. Throws CERTIFICATE_KEY_WRONG when the key is another or the bytes were changed. */
export function decrypt(certificateKey: string | Secret, sealed: Buffer): Buffer {
  const key = certificateKeyBytes(certificateKey);
  try {
    if (sealed.length < nonceLength + tagLength) throw new RangeError("too short");
    const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceLength), { authTagLength: tagLength });
    decipher.setAuthTag(sealed.subarray(-tagLength));
    return Buffer.concat([decipher.update(sealed.subarray(nonceLength, -tagLength)), decipher.final()]);
  } catch (error) {
    throw new KubewrightError("CERTIFICATE_KEY_WRONG", {
      what: "the uploaded certificates cannot be decrypted with this certificate key",
      why: "the key belongs to another upload, or the Secret kubeadm-certs was changed",
      next: "Upload them again on a control plane: kubewright init phase upload-certs --upload-certs",
      cause: error,
    });
  }
}
