import { createPublicKey, type KeyObject } from "node:crypto";
import type { Certificate } from "./certificate.ts";
import type { CertificateContent } from "./certificate-spec.ts";
import { bitString, type Der, decode, encode, explicit, integer, sequence } from "./der.ts";
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

interface Order {
  readonly content: CertificateContent;
  readonly validity: Validity;
  /** 1 to 2^63−2. */
  readonly serial: bigint;
}

export interface AuthorityOrder extends Order {
  readonly privateKey: KeyObject;
}

export interface LeafOrder extends Order {
  readonly publicKey: KeyObject;
  readonly authority: Authority;
}

/** A certificate that signs itself and others, in PEM. */
export function issueAuthority(order: AuthorityOrder): string {
  const publicKey = createPublicKey(order.privateKey);
  const name = encodeName(order.content.subject);
  return seal(
    body(order, order.privateKey, name, publicKey, authorityExtensions(order.content, publicKey)),
    order.privateKey,
  );
}

/** A certificate signed by an authority, in PEM. */
export function issueLeaf(order: LeafOrder): string {
  return seal(leafBody(order), order.authority.privateKey);
}

/** What is signed of a leaf: the same for the same order, byte for byte. Of the authority's key only the kind is looked at. */
export function leafBody(order: LeafOrder): Der {
  const { certificate, privateKey } = order.authority;
  const extensions = leafExtensions(order.content, certificate.subjectKeyId);
  return body(order, privateKey, decode(certificate.subjectDer), order.publicKey, extensions);
}

function body(order: Order, signer: KeyObject, issuer: Der, publicKey: KeyObject, extensions: readonly Der[]): Der {
  return sequence(
    explicit(0, integer(2n)),
    integer(order.serial),
    signatureAlgorithm(signer),
    issuer,
    sequence(time(order.validity.notBefore), time(order.validity.notAfter)),
    encodeName(order.content.subject),
    publicKeyInfo(publicKey),
    explicit(3, sequence(...extensions)),
  );
}

function seal(tbs: Der, privateKey: KeyObject): string {
  const signed = bitString(signature(encode(tbs), privateKey));
  return pem("CERTIFICATE", encode(sequence(tbs, signatureAlgorithm(privateKey), signed)));
}
