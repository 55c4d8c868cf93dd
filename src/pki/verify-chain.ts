import type { Certificate } from "./certificate.ts";
import { isSigned } from "./signing.ts";

/** keyCertSign is the sixth bit of keyUsage (RFC 5280, 4.2.1.3). */
const keyCertSign = 0x04;

/** Whether it may sign certificates: an authority, and where its key's uses are named, signing is among them. */
export function maySign(certificate: Certificate): boolean {
  const usage = certificate.keyUsage?.[0];
  return certificate.isAuthority && (usage === undefined || (usage & keyCertSign) !== 0);
}

/** Whether the certificate is signed by the authority's key and names the authority as its issuer. Times are not looked at. */
export function isIssuedBy(certificate: Certificate, authority: Certificate): boolean {
  return (
    maySign(authority) &&
    certificate.issuerDer.equals(authority.subjectDer) &&
    isSigned(certificate.tbs, certificate.signatureAlgorithm, certificate.signature, authority.publicKey)
  );
}
