/** The part of node-forge that is used: its ASN.1 encoder and decoder. Byte strings are "binary" strings, one character a byte. */
declare module "node-forge/lib/asn1.js" {
  export interface Asn1Node {
    tagClass: number;
    type: number;
    constructed: boolean;
    value: string | Asn1Node[];
  }
  interface Bytes {
    getBytes(): string;
  }
  const asn1: {
    create(tagClass: number, type: number, constructed: boolean, value: string | Asn1Node[]): Asn1Node;
    fromDer(
      bytes: string,
      options: { readonly strict: boolean; readonly parseAllBytes: boolean; readonly decodeBitStrings: boolean },
    ): Asn1Node;
    toDer(node: Asn1Node): Bytes;
    oidToDer(oid: string): Bytes;
    derToOid(bytes: string): string;
  };
  export default asn1;
}
