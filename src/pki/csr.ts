import { createPublicKey, type KeyObject } from "node:crypto";
import { KubewrightError } from "../errors.ts";
import { type AlternativeNames, decodeAlternativeNames } from "./alternative-names.ts";
import { extensionValues } from "./certificate.ts";
import type { CertificateContent } from "./certificate-spec.ts";
import {
  bitString,
  bitsOf,
  contextTag,
  type Der,
  decode,
  encode,
  explicit,
  integer,
  oid,
  oidOf,
  partsOf,
  sequence,
  setOf,
} from "./der.ts";
import { type DistinguishedName, decodeName, encodeName } from "./distinguished-name.ts";
import { alternativeNameExtensions } from "./extensions.ts";
import { oids } from "./object-identifiers.ts";
import { pem, pemBlocks } from "./pem.ts";
import { isSigned, publicKeyInfo, signature, signatureAlgorithm } from "./signing.ts";

/** A certificate signing request (PKCS#10), read. */
export interface CertificateRequest extends AlternativeNames {
  readonly subject: DistinguishedName;
  readonly publicKey: KeyObject;
}

/** A request in PEM, signed by its own key. It names no usages, as kubeadm's do not. */
export function makeCsr(content: CertificateContent, privateKey: KeyObject): string {
  const extensions = alternativeNameExtensions(content);
  const attributes =
    extensions.length === 0 ? [] : [sequence(oid(oids.extensionRequest), setOf(sequence(...extensions)))];
  const info = sequence(
    integer(0n),
    encodeName(content.subject),
    publicKeyInfo(createPublicKey(privateKey)),
    explicit(0, ...attributes),
  );
  const signed = bitString(signature(encode(info), privateKey));
  return pem("CERTIFICATE REQUEST", encode(sequence(info, signatureAlgorithm(privateKey), signed)));
}

/** Reads a request and checks its signature. KubewrightError CSR_UNREADABLE when it is none or the signature is not its key's. */
export function parseCsr(text: string, place: string): CertificateRequest {
  const block = pemBlocks(text).find((one) => one.label.endsWith("CERTIFICATE REQUEST"));
  try {
    if (block === undefined) throw new Error("no CERTIFICATE REQUEST block");
    return fromDer(block.bytes);
  } catch (cause) {
    throw new KubewrightError("CSR_UNREADABLE", {
      what: `the certificate signing request in ${place} cannot be used`,
      why: "it is no PKCS#10 request in PEM, or it is not signed by its own key",
      next: "Make the request again",
      cause,
    });
  }
}

function fromDer(der: Buffer): CertificateRequest {
  const [info, algorithm, signatureBits] = partsOf(decode(der));
  const [, subject, keyInfo, attributes] = partsOf(info);
  if (info === undefined || algorithm === undefined || keyInfo === undefined) throw new Error("fields are missing");
  const publicKey = createPublicKey({ key: encode(keyInfo), format: "der", type: "spki" });
  if (!isSigned(encode(info), algorithm, bitsOf(signatureBits), publicKey)) throw new Error("the signature is wrong");
  return { subject: decodeName(subject), publicKey, ...requestedNames(attributes) };
}

function requestedNames(attributes: Der | undefined): AlternativeNames {
  const list = attributes !== undefined && contextTag(attributes) === 0 ? partsOf(attributes) : [];
  const request = list.find((attribute) => oidOf(partsOf(attribute)[0]) === oids.extensionRequest);
  const names = extensionValues(request && partsOf(request)[1]).get(oids.subjectAlternativeName);
  return names === undefined ? { dnsNames: [], ipAddresses: [] } : decodeAlternativeNames(names);
}
