import { createHash, type KeyObject, sign, verify } from "node:crypto";
import { KubewrightError } from "../errors.ts";
import { bitsOf, type Der, decode, embedded, oid, oidOf, partsOf, primitive, sequence, tags } from "./der.ts";
import { oids } from "./object-identifiers.ts";

interface Algorithm {
  readonly oid: string;
  readonly hash: "sha256" | "sha384" | "sha512";
  /** RSA names its absent parameters NULL, ECDSA leaves them out (RFC 4055, 5758). */
  readonly hasNull: boolean;
}

const rsaAlgorithms: readonly Algorithm[] = [
  { oid: oids.sha256WithRsa, hash: "sha256", hasNull: true },
  { oid: oids.sha384WithRsa, hash: "sha384", hasNull: true },
  { oid: oids.sha512WithRsa, hash: "sha512", hasNull: true },
];
const ecdsaAlgorithms = {
  prime256v1: { oid: oids.ecdsaWithSha256, hash: "sha256", hasNull: false },
  secp384r1: { oid: oids.ecdsaWithSha384, hash: "sha384", hasNull: false },
  secp521r1: { oid: oids.ecdsaWithSha512, hash: "sha512", hasNull: false },
} as const satisfies Record<string, Algorithm>;

/** How kubeadm signs with a key of this kind: RSA of any size with SHA-256, ECDSA with the hash of its curve's size. KEY_UNREADABLE for another kind. */
function algorithmOf(key: KeyObject): Algorithm {
  const [rsa] = rsaAlgorithms;
  if (key.asymmetricKeyType === "rsa" && rsa !== undefined) return rsa;
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType === "ec" && curve !== undefined && Object.hasOwn(ecdsaAlgorithms, curve)) {
    return ecdsaAlgorithms[curve as keyof typeof ecdsaAlgorithms];
  }
  throw new KubewrightError("KEY_UNREADABLE", {
    what: `keys of kind ${key.asymmetricKeyType ?? "unknown"}${curve === undefined ? "" : ` on curve ${curve}`} cannot sign certificates here`,
    next: "Use an RSA key or an ECDSA key on P-256, P-384 or P-521",
  });
}

/** The AlgorithmIdentifier of a signature by this key. */
export function signatureAlgorithm(key: KeyObject): Der {
  const algorithm = algorithmOf(key);
  const nothing = primitive(tags.null, Buffer.alloc(0));
  return algorithm.hasNull ? sequence(oid(algorithm.oid), nothing) : sequence(oid(algorithm.oid));
}

/** Signs bytes as certificates and requests are signed. */
export function signature(bytes: Buffer, privateKey: KeyObject): Buffer {
  return sign(algorithmOf(privateKey).hash, bytes, privateKey);
}

/** Whether the signature under an AlgorithmIdentifier is the key's; false for algorithms that are not used here. */
export function isSigned(bytes: Buffer, algorithm: Der, signed: Buffer, publicKey: KeyObject): boolean {
  const named = oidOf(partsOf(algorithm)[0]);
  const candidates = publicKey.asymmetricKeyType === "rsa" ? rsaAlgorithms : Object.values(ecdsaAlgorithms);
  const found = candidates.find((candidate) => candidate.oid === named);
  return found !== undefined && verify(found.hash, bytes, publicKey, signed);
}

/** The SubjectPublicKeyInfo of a public key. */
export function publicKeyInfo(publicKey: KeyObject): Der {
  return embedded(publicKey.export({ type: "spki", format: "der" }));
}

/** The key identifier as Go makes it: the first 20 bytes of SHA-256 over the key's bits (RFC 7093, method 1). */
export function keyIdentifier(publicKey: KeyObject): Buffer {
  return createHash("sha256")
    .update(bitsOf(partsOf(decode(publicKey.export({ type: "spki", format: "der" })))[1]))
    .digest()
    .subarray(0, 20);
}
