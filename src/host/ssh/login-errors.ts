import type { Authentication } from "./authentication.ts";
import type { Hop } from "./hop.ts";
import { hostError, wordsOf } from "./host-error.ts";
import type { KeyRing } from "./key-ring.ts";
import { sshCommand } from "./ssh-command.ts";

/** How far a login had come. */
export type LoginStage = "greeting" | "entering";

/** HOST_UNREACHABLE: the other side took the connection and does not go on. */
export function silentError(hop: Hop, stage: LoginStage): Error {
  return hostError("HOST_UNREACHABLE", {
    what: `${hop.hostName} port ${hop.port} took the connection and then said nothing more.`,
    why: stage === "greeting" ? "No SSH server has greeted." : "The login was not answered.",
    next: `See whether sshd answers there: ssh -v -p ${hop.port} ${hop.user}@${hop.hostName}`,
  });
}

/** HOST_UNREACHABLE: the other side ended the connection. */
export function hungUpError(hop: Hop, stage: LoginStage): Error {
  return hostError("HOST_UNREACHABLE", {
    what: `${hop.hostName} port ${hop.port} hung up ${stage === "greeting" ? "before it had greeted" : "during the login"}.`,
    why: "sshd does so when too many logins are under way (MaxStartups), when the address is banned, or when it is stopped.",
    next: "Look at sshd's log there: journalctl -u ssh -u sshd -n 20",
  });
}

/** ssh2's words turned into what a user can act on: HOST_AUTHENTICATION_FAILED, HOST_SSH_UNSUPPORTED, HOST_UNREACHABLE. */
export function loginError(
  hop: Hop,
  error: Error & { readonly level?: string },
  entry: Authentication,
  ring: KeyRing,
): Error {
  if (error.level === "client-authentication" || /Too many authentication failures/i.test(error.message))
    return refusedEntry(hop, error, entry, ring);
  if (/no matching/i.test(error.message))
    return hostError("HOST_SSH_UNSUPPORTED", {
      what: `${hop.hostName} and this program have no algorithm in common.`,
      why: error.message,
      next: "Let the sshd there offer curve25519-sha256, aes128-gcm@openssh.com or aes256-ctr, and an ed25519, ECDSA or RSA host key.",
      cause: error,
    });
  if (/before handshake/i.test(error.message)) return hungUpError(hop, "greeting");
  return hostError("HOST_UNREACHABLE", {
    what: `The login on ${hop.hostName} port ${hop.port} broke off.`,
    why: wordsOf(error),
    next: `See what ssh says: ssh -v -p ${hop.port} ${hop.user}@${hop.hostName}`,
    cause: error,
  });
}

function refusedEntry(hop: Hop, error: Error, entry: Authentication, ring: KeyRing): Error {
  const tooMany = /Too many/i.test(error.message);
  const keys = ring.size === 1 ? "one key" : `${ring.size} keys`;
  const offered = entry.offered().join(", ");
  const reasons = [
    tooMany ? `the machine stopped listening after some of ${keys} (MaxAuthTries)` : `${keys} tried`,
    ...(offered === "" ? [] : [`the machine accepts: ${offered}`]),
    ...ring.notes,
  ];
  return hostError("HOST_AUTHENTICATION_FAILED", {
    what: `${hop.hostName} does not let ${hop.user} in.`,
    why: `${reasons.join("; ")}.`,
    next: tooMany
      ? "Name the one key to use: ssh.identityFile of the host, or IdentityFile and IdentitiesOnly yes in ~/.ssh/config."
      : `Make this work first: ${sshCommand(hop)}`,
    cause: error,
  });
}
