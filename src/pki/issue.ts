import type { KeyObject } from "node:crypto";
import type { Certificate } from "./certificate.ts";
import type { CertificateContent } from "./certificate-spec.ts";
import { bitString, type Der, embedded, encode, explicit, integer, sequence } from "./der.ts";
import { time } from "./der-time.ts";
import { encodeName } from "./distinguished-name.ts";
import { authorityExtensions, leafExtensions } from "./extensions.ts";
import { pem } from "./pem.ts";
import { publicKeyInfo, signature, signatureAlgorithm } from "./signing.ts";

/** From when to when, to the second. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Clocks of machines may differ; what is issued now is valid to a clock that is this many milliseconds late. kubeadm's value. */
export const backdatingMs = 5 * 60 * 1000;

/** From five minutes before now until `validityMs` after it, in whole seconds. */
export function validityFrom(now: Date, validityMs: number): Validity {
  const second = Math.floor(now.getTime() / 1000) * 1000;
  return { notBefore: new Date(second - backdatingMs), notAfter: new Date(second + validityMs) };
}

/** A certificate and the key that signs with it. */
export interface Authority {
  readonly certificate: Certificate;
  readonly privateKey: KeyObject;
}

export interface AuthorityOrder {
  readonly content: CertificateContent;
  readonly publicKey: KeyObject;
  readonly validity: Validity;
  /** 1 to 2^63−2. */
  readonly serial: bigint;
}

export interface LeafOrder extends AuthorityOrder {
  readonly authority: Authority;
}

/** A certificate that signs itself and others, in PEM. */
export function issueAuthority(order: AuthorityOrder & { readonly privateKey: KeyObject }): string {
  return seal(authorityBody(order), order.privateKey);
}

/** A certificate signed by an authority, in PEM. */
export function issueLeaf(order: LeafOrder): string {
  return seal(leafBody(order), order.authority.privateKey);
}

/** What is signed of an authority's certificate: the same for the same order, byte for byte. */
export function authorityBody(order: AuthorityOrder): Der {
  const name = encodeName(order.content.subject);
  return body(order, order.publicKey, name, authorityExtensions(order.content, order.publicKey));
}

/** What is signed of a leaf: the same for the same order, byte for byte. Of the authority's key only its kind is looked at. */
export function leafBody(order: LeafOrder): Der {
  const { certificate, privateKey } = order.authority;
  return body(
    order,
    privateKey,
    embedded(certificate.subjectDer),
    leafExtensions(order.content, certificate.subjectKeyId),
  );
}

function body(order: AuthorityOrder, signer: KeyObject, issuer: Der, extensions: readonly Der[]): Der {
  return sequence(
    explicit(0, integer(2n)),
    integer(order.serial),
    signatureAlgorithm(signer),
    issuer,
    sequence(time(order.validity.notBefore), time(order.validity.notAfter)),
    encodeName(order.content.subject),
    publicKeyInfo(order.publicKey),
    explicit(3, sequence(...extensions)),
  );
}

function seal(tbs: Der, privateKey: KeyObject): string {
  const signed = bitString(signature(encode(tbs), privateKey));
  return pem("CERTIFICATE", encode(sequence(tbs, signatureAlgorithm(privateKey), signed)));
}
