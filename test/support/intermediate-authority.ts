import { execFileSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseCertificate } from "../../src/pki/certificate.ts";
import { Secret } from "../../src/secret.ts";
import type { TestAuthority } from "./test-certificates.ts";

const script = `set -e
printf 'basicConstraints=critical,CA:TRUE\\nkeyUsage=critical,keyCertSign\\nsubjectKeyIdentifier=hash\\n' > extensions
for name in root ca; do openssl ecparam -name prime256v1 -genkey -noout -out $name.key; done
openssl req -x509 -new -key root.key -subj /CN=corporate-root -days 2 -out root.crt
openssl req -new -key ca.key -subj "/CN=$1" -out request
openssl x509 -req -in request -CA root.crt -CAkey root.key -CAcreateserial -days 2 -extfile extensions -out ca.crt`;

/** An authority that a root has signed which nobody has, as enterprises give them to their clusters. Made by openssl. */
export function intermediateAuthority(commonName: string): TestAuthority {
  const directory = mkdtempSync(join(tmpdir(), "intermediate-"));
  try {
    execFileSync("sh", ["-c", script, "sh", commonName], { cwd: directory, stdio: "pipe" });
    const [cert, key] = ["ca.crt", "ca.key"].map((name) => readFileSync(join(directory, name), "utf8"));
    if (cert === undefined || key === undefined) throw new Error("openssl made no authority");
    const certificate = parseCertificate(cert, "test");
    return { cert, key: new Secret(key), authority: { certificate, privateKey: createPrivateKey(key) } };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
