import { generateKeyPairSync } from "node:crypto";
import ssh2 from "ssh2";

/** A host key for a server of a test: PEM, and the public half as it stands in known_hosts. (ssh2's own generator now and then makes one that ssh2 cannot read.) */
export function makeHostKey(): { readonly private: string; readonly public: string } {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = privateKey.export({ type: "sec1", format: "pem" }).toString();
  const parsed = ssh2.utils.parseKey(pem);
  if (parsed instanceof Error) throw parsed;
  return { private: pem, public: `${parsed.type} ${parsed.getPublicSSH().toString("base64")}` };
}
