import { X509Certificate } from "node:crypto";
import type { Fact } from "../engine/fact.ts";
import { plainText } from "./plain-text.ts";

/** What a certificate file says. */
export interface CertificateFacts {
  /** "CN=kubernetes" */
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
  readonly isCa: boolean;
  /** "DNS:cp1", "IP Address:10.0.0.11" */
  readonly names: readonly string[];
  /** Of the whole certificate, SHA-256, hexadecimal with colons. */
  readonly fingerprint: string;
}

/** Reads the first certificate of a PEM text; null when there is none that can be read. */
export function parseCertificate(pem: string): CertificateFacts | null {
  try {
    const certificate = new X509Certificate(pem);
    return {
      subject: plainText(certificate.subject.replaceAll("\n", ", ")),
      issuer: plainText(certificate.issuer.replaceAll("\n", ", ")),
      notBefore: Date.parse(certificate.validFrom),
      notAfter: Date.parse(certificate.validTo),
      isCa: certificate.ca,
      names: (certificate.subjectAltName ?? "").split(", ").filter((name) => name !== ""),
      fingerprint: certificate.fingerprint256,
    };
  } catch {
    return null;
  }
}

/** The certificates at these paths: null for a file that holds none, absent where no file is. */
export function certificatesAt(paths: readonly string[]): Fact<ReadonlyMap<string, CertificateFacts | null>> {
  return {
    name: `certificates ${paths.join(" ")}`,
    read: async (view) => {
      const states = await view.read(paths);
      return new Map(
        [...states].flatMap(([path, state]) =>
          state.type === "file"
            ? [[path, typeof state.content === "string" ? parseCertificate(state.content) : null] as const]
            : [],
        ),
      );
    },
  };
}
