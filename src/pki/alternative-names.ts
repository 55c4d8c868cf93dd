import { contentOf, contextTag, type Der, implicit, partsOf, sequence } from "./der.ts";
import { ipBytes, ipText } from "./ip-bytes.ts";

/** The names and addresses a server answers to. */
export interface AlternativeNames {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
}

/** The context tags of a GeneralName (RFC 5280, 4.2.1.6). */
const dnsName = 2;
const ipAddress = 7;

/** The value of the extension: names before addresses, each in the order given; undefined when there is none. */
export function encodeAlternativeNames(names: AlternativeNames): Der | undefined {
  const entries = [
    ...names.dnsNames.map((name) => implicit(dnsName, Buffer.from(name, "ascii"))),
    ...names.ipAddresses.map((address) => implicit(ipAddress, ipBytes(address))),
  ];
  return entries.length === 0 ? undefined : sequence(...entries);
}

/** Reads the value of the extension; kinds of names other than these two are passed over. */
export function decodeAlternativeNames(node: Der): AlternativeNames {
  const of = (kind: number): Buffer[] =>
    partsOf(node)
      .filter((entry) => contextTag(entry) === kind)
      .map(contentOf);
  return { dnsNames: of(dnsName).map((bytes) => bytes.toString("latin1")), ipAddresses: of(ipAddress).map(ipText) };
}
