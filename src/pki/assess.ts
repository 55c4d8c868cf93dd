import type { KeyObject } from "node:crypto";
import type { Certificate } from "./certificate.ts";
import type { CertificateContent } from "./certificate-spec.ts";
import { nameText } from "./distinguished-name.ts";
import { usageOid } from "./extensions.ts";
import { ipBytes, ipText } from "./ip-bytes.ts";
import { oids } from "./object-identifiers.ts";
import { isPair } from "./private-key.ts";
import { isIssuedBy, maySign } from "./verify-chain.ts";

/** Why a certificate that is there cannot be used; empty when it can. */
export type Reasons = readonly string[];

/** An authority that is there: it must be one, be valid now, and its key (when there is one) be its own. Its name does not matter. */
export function assessAuthority(certificate: Certificate, key: KeyObject | undefined, now: Date): Reasons {
  return [
    ...(maySign(certificate) ? [] : ["it is no certificate authority"]),
    ...outsideValidity(certificate, now),
    ...(key === undefined || isPair(key, certificate.publicKey) ? [] : ["its key belongs to another certificate"]),
  ];
}

/** A leaf that is there: signed by the authority, valid now, with its own key, fit for its uses, and for at least the names that are wanted. Its subject does not matter. */
export function assessLeaf(
  certificate: Certificate,
  key: KeyObject,
  wanted: CertificateContent,
  authority: Certificate,
  now: Date,
): Reasons {
  const chain = isIssuedBy(certificate, authority);
  return [
    ...(chain ? [] : [`it is not signed by ${authority.place}; its issuer is ${nameText(certificate.issuer)}`]),
    ...outsideValidity(certificate, now),
    ...(isPair(key, certificate.publicKey) ? [] : ["its key belongs to another certificate"]),
    ...missingUsages(certificate, wanted),
    ...missingNames(certificate, wanted),
  ];
}

/** Why a certificate is not valid at this moment. */
export function outsideValidity(certificate: Pick<Certificate, "notBefore" | "notAfter">, now: Date): Reasons {
  if (now > certificate.notAfter) return [`it expired at ${second(certificate.notAfter)}`];
  if (now < certificate.notBefore) {
    return [`it is not valid before ${second(certificate.notBefore)}, and this machine's clock says ${second(now)}`];
  }
  return [];
}

/** "2026-11-21T03:29:11Z" */
function second(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

function missingUsages(certificate: Certificate, wanted: CertificateContent): Reasons {
  const allowed = certificate.extendedKeyUsages;
  if (allowed === undefined || allowed.includes(oids.anyExtendedKeyUsage)) return [];
  return wanted.usages
    .filter((usage) => !allowed.includes(usageOid(usage)))
    .map((usage) => `it may not be used as a ${usage}`);
}

function missingNames(certificate: Certificate, wanted: CertificateContent): Reasons {
  const dns = certificate.dnsNames.map((name) => name.toLowerCase());
  const ips = new Set(certificate.ipAddresses);
  const missing = [
    ...wanted.dnsNames.filter((name) => !dns.some((pattern) => covers(pattern, name.toLowerCase()))),
    ...wanted.ipAddresses.filter((address) => !ips.has(ipText(ipBytes(address)))),
  ];
  return missing.length === 0 ? [] : [`it does not name ${missing.join(", ")}`];
}

/** Whether a name of a certificate stands for this one: itself, or "*.example.org" for one label more (RFC 6125, 6.4.3). */
function covers(pattern: string, name: string): boolean {
  return (
    pattern === name ||
    (pattern.startsWith("*.") && /^[^.*]+\./.test(name) && pattern.slice(1) === name.slice(name.indexOf(".")))
  );
}
