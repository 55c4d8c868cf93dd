import asn1, { type Asn1Node } from "node-forge/lib/asn1.js";

/** A node of a DER tree. Only the functions of this file look inside. */
export type Der = Asn1Node;

/** The classes of an ASN.1 tag (X.690, 8.1.2.2). */
const universal = 0x00;
const contextSpecific = 0x80;

/** The universal tags that certificates use (X.680, 8.4). */
export const tags = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  oid: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  printableString: 19,
  teletexString: 20,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
  bmpString: 30,
} as const;

export type Tag = (typeof tags)[keyof typeof tags];

const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** A value without parts: its tag and content bytes. */
export function primitive(tag: Tag, content: Uint8Array): Der {
  return asn1.create(universal, tag, false, binary(content));
}

export function sequence(...parts: readonly Der[]): Der {
  return asn1.create(universal, tags.sequence, true, [...parts]);
}

/** SET OF: its members in the order of their encodings, as DER asks. */
export function setOf(...members: readonly Der[]): Der {
  const sorted = members.toSorted((a, b) => Buffer.compare(encode(a), encode(b)));
  return asn1.create(universal, tags.set, true, sorted);
}

/** `[n] EXPLICIT`: the part inside a tag of its own. */
export function explicit(number: number, ...parts: readonly Der[]): Der {
  return asn1.create(contextSpecific, number, true, [...parts]);
}

/** `[n] IMPLICIT` over a primitive type. */
export function implicit(number: number, content: Uint8Array): Der {
  return asn1.create(contextSpecific, number, false, binary(content));
}

/** A whole number that is not negative, in as few bytes as it takes. */
export function integer(value: bigint): Der {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  const negative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return primitive(tags.integer, negative ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

export function oid(dotted: string): Der {
  return asn1.create(universal, tags.oid, false, asn1.oidToDer(dotted).getBytes());
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Der {
  return primitive(tags.bitString, Buffer.concat([Buffer.of(unusedBits), bytes]));
}

export function octetString(bytes: Uint8Array): Der {
  return primitive(tags.octetString, bytes);
}

export function boolean(value: boolean): Der {
  return primitive(tags.boolean, Buffer.of(value ? 0xff : 0x00));
}

/** An encoding that is at hand, as a part of a tree: it is not taken apart. Throws an Error when the bytes are not one whole value of a one-byte tag. */
export function embedded(der: Uint8Array): Der {
  const [tag = 0, first = 0] = der;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const length = Buffer.from(der.subarray(2, 2 + lengthBytes)).toString("hex");
  const start = 2 + lengthBytes;
  const end = start + (lengthBytes === 0 ? first : Number.parseInt(length, 16));
  if (der.length < 2 || (tag & 0x1f) === 0x1f || end !== der.length) throw new Error("one DER value was expected");
  // The bit for "constructed" goes along with the number, so that the content is written as it is.
  return asn1.create(tag & 0xc0, tag & 0x3f, false, binary(der.subarray(start)));
}

/** The bytes of a tree. */
export function encode(node: Der): Buffer {
  return Buffer.from(asn1.toDer(node).getBytes(), "latin1");
}

/** Reads one value that fills the bytes; throws an Error when they are no DER or something follows. */
export function decode(bytes: Uint8Array): Der {
  return asn1.fromDer(binary(bytes), { strict: true, parseAllBytes: true, decodeBitStrings: false });
}

/** True when the node is of this universal type. */
export function is(node: Der | undefined, tag: Tag): boolean {
  return node?.tagClass === universal && node.type === tag;
}

/** The number of a context-specific tag, or null for another. */
export function contextTag(node: Der): number | null {
  return node.tagClass === contextSpecific ? node.type : null;
}

/** The parts of a constructed value; throws an Error for a primitive one. */
export function partsOf(node: Der | undefined): readonly Der[] {
  if (node === undefined || typeof node.value === "string") throw new Error("a constructed value was expected");
  return node.value;
}

/** The content bytes of a primitive value; throws an Error for a constructed one. */
export function contentOf(node: Der | undefined): Buffer {
  if (node === undefined || typeof node.value !== "string") throw new Error("a primitive value was expected");
  return Buffer.from(node.value, "latin1");
}

/** The bytes of a BIT STRING that has no unused bits. */
export function bitsOf(node: Der | undefined): Buffer {
  const content = contentOf(node);
  if (!is(node, tags.bitString) || content[0] !== 0) throw new Error("a bit string of whole bytes was expected");
  return content.subarray(1);
}

/** The dotted form of an OBJECT IDENTIFIER. */
export function oidOf(node: Der | undefined): string {
  if (!is(node, tags.oid)) throw new Error("an object identifier was expected");
  return asn1.derToOid(contentOf(node).toString("latin1"));
}

/** The value of an INTEGER, negative ones too. */
export function integerOf(node: Der | undefined): bigint {
  const content = contentOf(node);
  if (!is(node, tags.integer) || content.length === 0) throw new Error("an integer was expected");
  return BigInt.asIntN(content.length * 8, BigInt(`0x${content.toString("hex")}`));
}
