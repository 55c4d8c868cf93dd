import { createPublicKey } from "node:crypto";
import type { FileChange } from "../engine/change.ts";
import type { StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { pem, pemBlocks } from "../pki/pem.ts";
import { publicKeyPem } from "../pki/private-key.ts";
import { newFile, warnOfOpenKey } from "./certificates-pair.ts";
import type { Issuing } from "./issuing.ts";
import { sharedMissing } from "./issuing-authorities.ts";
import { filesAt, secretOf, textOf } from "./issuing-files.ts";

/** What is missing of the key pair that signs service account tokens: sa.key, sa.pub, both with mode 0600. Keys that are there are used; the public one may hold further keys. */
export async function planServiceAccount(issuing: Issuing, context: StepContext): Promise<readonly FileChange[]> {
  const keyPath = issuing.serviceAccountPath("key");
  const publicPath = issuing.serviceAccountPath("pub");
  const files = await filesAt(context.host, [keyPath, publicPath]);
  const keyFile = files.get(keyPath);
  const publicFile = files.get(publicPath);
  if (issuing.hasMade(keyPath, keyFile) && issuing.hasMade(publicPath, publicFile)) return [];
  if (keyFile === undefined && issuing.shared === "given") throw sharedMissing(keyPath);
  if (keyFile === undefined && publicFile !== undefined) throw keyMissing(keyPath, publicPath);
  const key = keyFile === undefined ? await issuing.key("sa") : secretOf(keyFile);
  const publicPem = publicKeyPem(issuing.authorities.readKey(key, keyPath));
  if (keyFile !== undefined) warnOfOpenKey(context, keyPath, keyFile);
  if (publicFile !== undefined && !holdsKey(textOf(publicFile), publicPem)) throw otherKey(keyPath, publicPath);
  return issuing.makes([
    ...(keyFile === undefined ? [newFile(keyPath, key, 0o600)] : []),
    ...(publicFile === undefined ? [newFile(publicPath, publicPem, 0o600)] : []),
  ]);
}

function holdsKey(text: string, publicPem: string): boolean {
  const wanted = createPublicKey(publicPem);
  return pemBlocks(text).some((block) => {
    try {
      return createPublicKey(pem(block.label, block.bytes)).equals(wanted);
    } catch {
      return false;
    }
  });
}

function keyMissing(keyPath: string, publicPath: string): KubewrightError {
  return new KubewrightError("CERTIFICATE_KEY_MISSING", {
    what: `${publicPath} is there without ${keyPath}`,
    why: "without the private key no token can be signed that the public one accepts",
    next: `Put ${keyPath} back from another control plane or a backup. Only where no cluster lives on it: move ${publicPath} away to have both made anew`,
  });
}

function otherKey(keyPath: string, publicPath: string): KubewrightError {
  return new KubewrightError("CERTIFICATE_INVALID", {
    what: `${publicPath} does not belong to ${keyPath}`,
    why: "tokens signed with the one would be refused by the other",
    next: `Find out which of them is the cluster's (all control planes have the same). Where ${keyPath} is: move ${publicPath} away to have it made anew from it; else put ${keyPath} back`,
  });
}
