import type { Certificate } from "../../src/pki/certificate.ts";
import { nameText } from "../../src/pki/distinguished-name.ts";
import { ipBytes } from "../../src/pki/ip-bytes.ts";
import { oids } from "../../src/pki/object-identifiers.ts";

/** Dates as `openssl x509 -dates` prints them: "Nov 21 03:29:11 2026 GMT". */
function date(at: Date): string {
  const [, day = "", month, year, clock] = at.toUTCString().split(" ");
  return `${month} ${String(Number(day)).padStart(2)} ${clock} ${year} GMT`;
}

const hex = (bytes: Buffer): string => (bytes.toString("hex").toUpperCase().match(/../g) ?? []).join(":");
const address = (text: string): string => {
  const bytes = ipBytes(text);
  const groups = bytes.length === 4 ? [] : (bytes.toString("hex").match(/.{4}/g) ?? []);
  return groups.length === 0
    ? text
    : groups.map((group) => Number.parseInt(group, 16).toString(16).toUpperCase()).join(":");
};

/** The certificate in the words of `openssl x509 -subject -issuer -dates -ext …`, the form of certs.txt. */
export function opensslDescription(certificate: Certificate): string {
  const bits = certificate.keyUsage?.[0] ?? 0;
  const uses = [
    ...(bits & 0x80 ? ["Digital Signature"] : []),
    ...(bits & 0x20 ? ["Key Encipherment"] : []),
    ...(bits & 0x04 ? ["Certificate Sign"] : []),
  ];
  const extended = (certificate.extendedKeyUsages ?? []).map((oid) =>
    oid === oids.serverAuth ? "TLS Web Server Authentication" : "TLS Web Client Authentication",
  );
  const names = [
    ...certificate.dnsNames.map((name) => `DNS:${name}`),
    ...certificate.ipAddresses.map((ip) => `IP Address:${address(ip)}`),
  ];
  const extension = (title: string, value: string): readonly string[] => (value === "" ? [] : [title, `    ${value}`]);
  return [
    `subject=${nameText(certificate.subject)}`,
    `issuer=${nameText(certificate.issuer)}`,
    `notBefore=${date(certificate.notBefore)}`,
    `notAfter=${date(certificate.notAfter)}`,
    ...extension("X509v3 Key Usage: critical", uses.join(", ")),
    ...extension("X509v3 Extended Key Usage: ", extended.join(", ")),
    ...extension("X509v3 Basic Constraints: critical", certificate.isAuthority ? "CA:TRUE" : "CA:FALSE"),
    ...extension("X509v3 Subject Key Identifier: ", certificate.subjectKeyId ? hex(certificate.subjectKeyId) : ""),
    ...extension(
      "X509v3 Authority Key Identifier: ",
      certificate.authorityKeyId ? hex(certificate.authorityKeyId) : "",
    ),
    ...extension("X509v3 Subject Alternative Name: ", names.join(", ")),
  ].join("\n");
}
