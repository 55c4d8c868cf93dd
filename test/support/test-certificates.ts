import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { parseCertificate } from "../../src/pki/certificate.ts";
import type { Usage } from "../../src/pki/certificate-spec.ts";
import { bitString, embedded, encode, explicit, integer, sequence } from "../../src/pki/der.ts";
import { time } from "../../src/pki/der-time.ts";
import { encodeName } from "../../src/pki/distinguished-name.ts";
import { authorityExtensions } from "../../src/pki/extensions.ts";
import { type Authority, issueAuthority, issueLeaf } from "../../src/pki/issue.ts";
import { pem as certificatePem } from "../../src/pki/pem.ts";
import { publicKeyInfo, signature, signatureAlgorithm } from "../../src/pki/signing.ts";
import { Secret } from "../../src/secret.ts";

/** A certificate and its key, in PEM. */
export interface TestPair {
  readonly cert: string;
  readonly key: Secret;
}

export interface TestAuthority extends TestPair {
  readonly authority: Authority;
}

interface Wish {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly usages?: readonly Usage[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Signs with this key instead of a new one. */
  readonly privateKey?: KeyObject;
}

const dayMs = 86_400_000;
let serial = 1n;

/** A self-signed P-256 authority, valid from yesterday for ten years unless said otherwise. */
export function testAuthority(
  commonName: string,
  validity: Partial<Pick<Wish, "notBefore" | "notAfter">> = {},
): TestAuthority {
  const privateKey = newKey();
  const content = { subject: { commonName, organizations: [] }, usages: [], dnsNames: [], ipAddresses: [] };
  serial += 1n;
  const publicKey = createPublicKey(privateKey);
  const cert = issueAuthority({
    publicKey,
    content,
    validity: validityOf({ commonName, ...validity }),
    serial,
    privateKey,
  });
  return { cert, key: pem(privateKey), authority: { certificate: parseCertificate(cert, "test"), privateKey } };
}

/** An authority that another one has signed: a company's root, for instance. */
export function testIntermediate(root: TestAuthority, commonName: string): TestAuthority {
  const privateKey = newKey();
  const publicKey = createPublicKey(privateKey);
  const content = { subject: { commonName, organizations: [] }, usages: [], dnsNames: [], ipAddresses: [] };
  const { notBefore, notAfter } = validityOf({ commonName });
  serial += 1n;
  const body = sequence(
    explicit(0, integer(2n)),
    integer(serial),
    signatureAlgorithm(root.authority.privateKey),
    embedded(root.authority.certificate.subjectDer),
    sequence(time(notBefore), time(notAfter)),
    encodeName(content.subject),
    publicKeyInfo(publicKey),
    explicit(3, sequence(...authorityExtensions(content, publicKey))),
  );
  const signed = bitString(signature(encode(body), root.authority.privateKey));
  const whole = sequence(body, signatureAlgorithm(root.authority.privateKey), signed);
  const cert = certificatePem("CERTIFICATE", encode(whole));
  return { cert, key: pem(privateKey), authority: { certificate: parseCertificate(cert, "test"), privateKey } };
}

/** A leaf of the authority; for servers and clients unless said otherwise. */
export function testCertificate(authority: TestAuthority, wish: Wish): TestPair {
  const privateKey = wish.privateKey ?? newKey();
  const { commonName, organizations = [], dnsNames = [], ipAddresses = [], usages = ["server", "client"] } = wish;
  serial += 1n;
  const cert = issueLeaf({
    content: { subject: { commonName, organizations }, usages, dnsNames, ipAddresses },
    validity: validityOf(wish),
    serial,
    publicKey: createPublicKey(privateKey),
    authority: authority.authority,
  });
  return { cert, key: pem(privateKey) };
}

function validityOf({ notBefore, notAfter }: Wish) {
  return {
    notBefore: notBefore ?? new Date(Date.now() - dayMs),
    notAfter: notAfter ?? new Date(Date.now() + 3_650 * dayMs),
  };
}

function newKey(): KeyObject {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
}

function pem(key: KeyObject): Secret {
  return new Secret(key.export({ type: "sec1", format: "pem" }).toString());
}
