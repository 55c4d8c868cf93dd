import { contentOf, type Der, is, oid, oidOf, partsOf, primitive, sequence, setOf, tags } from "./der.ts";
import { oids } from "./object-identifiers.ts";

/** Who a certificate speaks for. To the API server the common name is the user, the organizations are its groups. */
export interface DistinguishedName {
  readonly commonName: string;
  readonly organizations: readonly string[];
}

/** The characters of a PrintableString (X.680, 41.4). Go refuses a PrintableString with any other. */
const printable = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

function attribute(type: string, text: string): Der {
  const tag = printable.test(text) ? tags.printableString : tags.utf8String;
  return sequence(oid(type), primitive(tag, Buffer.from(text, "utf8")));
}

/** The name as kubeadm writes it: all organizations in one relative name, then the common name. */
export function encodeName(name: DistinguishedName): Der {
  const organizations = name.organizations.map((organization) => attribute(oids.organization, organization));
  const relative = organizations.length === 0 ? [] : [setOf(...organizations)];
  return sequence(...relative, setOf(attribute(oids.commonName, name.commonName)));
}

function textOf(node: Der | undefined): string {
  const content = contentOf(node);
  if (is(node, tags.utf8String)) return content.toString("utf8");
  if (is(node, tags.bmpString)) return new TextDecoder("utf-16be").decode(content);
  return content.toString("latin1");
}

/** Reads a name; attributes other than organization and common name are passed over. Throws an Error when it is none. */
export function decodeName(node: Der | undefined): DistinguishedName {
  const attributes = partsOf(node)
    .flatMap((relative) => partsOf(relative))
    .map((pair) => ({ type: oidOf(partsOf(pair)[0]), value: partsOf(pair)[1] }));
  const texts = (type: string): string[] =>
    attributes.filter((one) => one.type === type).map((one) => textOf(one.value));
  return { commonName: texts(oids.commonName).at(-1) ?? "", organizations: texts(oids.organization) };
}

/** "O = system:masters, CN = kubernetes-super-admin" */
export function nameText(name: DistinguishedName): string {
  return [...name.organizations.map((organization) => `O = ${organization}`), `CN = ${name.commonName}`].join(", ");
}
