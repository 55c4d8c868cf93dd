import { readFile } from "node:fs/promises";
import { hostError, wordsOf } from "./host-error.ts";

/** How OpenSSH's own form of a list of revoked keys begins (PROTOCOL.krl). */
const krlMagic = "SSHKRL\n\0";

/**
 * True when the file that RevokedHostKeys names lists the key (in the wire's form), one key a line. As with ssh, a file that cannot
 * be read lets nobody in: HOST_SSH_CONFIG_INVALID. Error HOST_SSH_UNSUPPORTED for a list in OpenSSH's own form.
 */
export async function isRevokedIn(file: string, key: Buffer): Promise<boolean> {
  const text = await readFile(file, "latin1").catch((cause: unknown) => {
    throw hostError("HOST_SSH_CONFIG_INVALID", {
      what: `${file}, which RevokedHostKeys names, could not be read.`,
      why: wordsOf(cause),
      next: "Repair what the reason names, or take RevokedHostKeys out of the ssh configuration.",
      cause,
    });
  });
  if (text.startsWith(krlMagic)) {
    throw hostError("HOST_SSH_UNSUPPORTED", {
      what: `${file}, which RevokedHostKeys names, is a key revocation list, which is not supported.`,
      next: "Name a text file with one revoked public key a line.",
    });
  }
  const shown = key.toString("base64");
  return text.split(/\r?\n/).some((line) => !line.trim().startsWith("#") && line.trim().split(/\s+/).includes(shown));
}
