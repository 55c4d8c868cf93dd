import { createHash } from "node:crypto";
import type { Certificate } from "./certificate.ts";

/** The pin of a join's --discovery-token-ca-cert-hash: "sha256:" and 64 hex digits over the SubjectPublicKeyInfo. */
export function caPin(certificate: Pick<Certificate, "publicKey">): string {
  const info = certificate.publicKey.export({ type: "spki", format: "der" });
  return `sha256:${createHash("sha256").update(info).digest("hex")}`;
}
