import type { KeyObject } from "node:crypto";
import { encodeAlternativeNames } from "./alternative-names.ts";
import type { CertificateContent, Usage } from "./certificate-spec.ts";
import { bitString, boolean, type Der, encode, implicit, octetString, oid, sequence } from "./der.ts";
import { oids } from "./object-identifiers.ts";
import { keyIdentifier } from "./signing.ts";

const usageOids = { server: oids.serverAuth, client: oids.clientAuth } as const satisfies Record<Usage, string>;

/** The object identifier of an extended key usage. */
export function usageOid(usage: Usage): string {
  return usageOids[usage];
}

function extension(id: string, value: Der, critical = false): Der {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(encode(value)));
}

/** digitalSignature and keyEncipherment, the three last bits unused. */
const leafKeyUsage = extension(oids.keyUsage, bitString(Buffer.of(0xa0), 5), true);
/** The same and keyCertSign. */
const authorityKeyUsage = extension(oids.keyUsage, bitString(Buffer.of(0xa4), 2), true);

/** The extension for names and addresses, or none where there are none. */
function alternativeNameExtensions(content: CertificateContent): readonly Der[] {
  const names = encodeAlternativeNames(content);
  return names === undefined ? [] : [extension(oids.subjectAlternativeName, names)];
}

/** An authority's extensions in kubeadm's order. */
export function authorityExtensions(content: CertificateContent, publicKey: KeyObject): readonly Der[] {
  return [
    authorityKeyUsage,
    extension(oids.basicConstraints, sequence(boolean(true)), true),
    extension(oids.subjectKeyIdentifier, octetString(keyIdentifier(publicKey))),
    ...alternativeNameExtensions(content),
  ];
}

/** A leaf's extensions in kubeadm's order. `signerKeyId` is the signer's own key identifier; without one the extension is left out. */
export function leafExtensions(content: CertificateContent, signerKeyId: Buffer | undefined): readonly Der[] {
  return [
    leafKeyUsage,
    extension(oids.extendedKeyUsage, sequence(...content.usages.map((usage) => oid(usageOid(usage))))),
    extension(oids.basicConstraints, sequence(), true),
    ...(signerKeyId === undefined ? [] : [extension(oids.authorityKeyIdentifier, sequence(implicit(0, signerKeyId)))]),
    ...alternativeNameExtensions(content),
  ];
}
