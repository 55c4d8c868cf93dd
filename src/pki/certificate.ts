import { type KeyObject, X509Certificate } from "node:crypto";
import { KubewrightError } from "../errors.ts";
import { type AlternativeNames, decodeAlternativeNames } from "./alternative-names.ts";
import { bitsOf, contentOf, contextTag, type Der, decode, encode, integerOf, is, oidOf, partsOf, tags } from "./der.ts";
import { timeOf } from "./der-time.ts";
import { type DistinguishedName, decodeName } from "./distinguished-name.ts";
import { oids } from "./object-identifiers.ts";
import { pemBlocks } from "./pem.ts";
import { putBack } from "./put-back.ts";

/** A certificate, read. */
export interface Certificate extends AlternativeNames {
  /** Where it was read, as errors name it. */
  readonly place: string;
  readonly pem: string;
  readonly der: Buffer;
  /** What the signature is over. */
  readonly tbs: Buffer;
  readonly signatureAlgorithm: Der;
  readonly signature: Buffer;
  readonly serial: bigint;
  readonly subject: DistinguishedName;
  /** The bytes that an issuer name must equal. */
  readonly subjectDer: Buffer;
  readonly issuer: DistinguishedName;
  readonly issuerDer: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  readonly isAuthority: boolean;
  /** The value's bytes: the first holds the usages' bits from the highest down; undefined when the extension is not there. */
  readonly keyUsage: Buffer | undefined;
  /** Object identifiers; undefined when the extension is not there. */
  readonly extendedKeyUsages: readonly string[] | undefined;
  readonly subjectKeyId: Buffer | undefined;
  readonly authorityKeyId: Buffer | undefined;
}

/** Reads the first certificate of a PEM text. KubewrightError CERTIFICATE_UNREADABLE when there is none or it is broken. */
export function parseCertificate(text: string, place: string): Certificate {
  const block = pemBlocks(text).find((one) => one.label === "CERTIFICATE");
  if (block === undefined) throw unreadable(place, "it has no CERTIFICATE block");
  try {
    return fromDer(block.bytes, place);
  } catch (cause) {
    throw unreadable(place, "its content is no X.509 certificate", cause);
  }
}

function unreadable(place: string, why: string, cause?: unknown): KubewrightError {
  return new KubewrightError("CERTIFICATE_UNREADABLE", {
    what: `the certificate in ${place} cannot be read`,
    why,
    next: putBack(place, "key"),
    cause,
  });
}

function fromDer(der: Buffer, place: string): Certificate {
  const node = new X509Certificate(der);
  const [tbs, algorithm, signatureBits] = partsOf(decode(der));
  const fields = partsOf(tbs);
  const [serial, , issuer, validity, subject] = fields.slice(contextTag(fields[0] ?? validityMissing()) === 0 ? 1 : 0);
  if (tbs === undefined || algorithm === undefined || issuer === undefined || subject === undefined)
    return validityMissing();
  const [notBefore, notAfter] = partsOf(validity);
  return {
    place,
    pem: node.toString(),
    der,
    tbs: encode(tbs),
    signatureAlgorithm: algorithm,
    signature: bitsOf(signatureBits),
    serial: integerOf(serial),
    subject: decodeName(subject),
    subjectDer: encode(subject),
    issuer: decodeName(issuer),
    issuerDer: encode(issuer),
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    publicKey: node.publicKey,
    isAuthority: node.ca,
    ...extensionsOf(fields),
  };
}

function validityMissing(): never {
  throw new Error("a certificate's fields are missing");
}

type Extensions = Pick<
  Certificate,
  "keyUsage" | "extendedKeyUsages" | "subjectKeyId" | "authorityKeyId" | "dnsNames" | "ipAddresses"
>;

function extensionsOf(fields: readonly Der[]): Extensions {
  const values = extensionValues(fields.find((field) => contextTag(field) === 3));
  const usages = values.get(oids.extendedKeyUsage);
  const keyUsage = values.get(oids.keyUsage);
  const subjectKeyId = values.get(oids.subjectKeyIdentifier);
  const authority = values.get(oids.authorityKeyIdentifier);
  const authorityKeyId = authority && partsOf(authority).find((part) => contextTag(part) === 0);
  const names = values.get(oids.subjectAlternativeName);
  return {
    keyUsage: keyUsage && contentOf(keyUsage).subarray(1),
    extendedKeyUsages: usages && partsOf(usages).map(oidOf),
    subjectKeyId: subjectKeyId && contentOf(subjectKeyId),
    authorityKeyId: authorityKeyId && contentOf(authorityKeyId),
    ...(names === undefined ? { dnsNames: [], ipAddresses: [] } : decodeAlternativeNames(names)),
  };
}

/** The extensions' values by object identifier, from a `[3] EXPLICIT Extensions` or a request's attribute. */
function extensionValues(node: Der | undefined): ReadonlyMap<string, Der> {
  if (node === undefined) return new Map();
  const list = partsOf(partsOf(node)[0]);
  return new Map(
    list.map((one) => {
      const value = partsOf(one).find((part) => is(part, tags.octetString));
      return [oidOf(partsOf(one)[0]), decode(contentOf(value))] as const;
    }),
  );
}
