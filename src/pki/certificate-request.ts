import { Buffer } from "node:buffer";
import { decode, partsOf } from "./der.ts";
import { type DistinguishedName, decodeName } from "./distinguished-name.ts";
import { pemBlocks } from "./pem.ts";

/**
 * Whose certificate a signing request asks for (PKCS#10, RFC 2986); null when it is none. Its signature is not looked at: the
 * answer is good for a message, not for trust.
 * @param encoded base64 of a PEM text, as a CertificateSigningRequest holds it in spec.request
 */
export function requestedSubject(encoded: string): DistinguishedName | null {
  const block = pemBlocks(Buffer.from(encoded, "base64").toString("latin1")).find(
    ({ label }) => label === "CERTIFICATE REQUEST" || label === "NEW CERTIFICATE REQUEST",
  );
  if (block === undefined) return null;
  try {
    const [info] = partsOf(decode(block.bytes));
    const [, subject] = partsOf(info);
    return decodeName(subject);
  } catch {
    return null;
  }
}
