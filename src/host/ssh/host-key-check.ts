import type { ServerHostKeyAlgorithm } from "ssh2";
import type { Hop } from "./hop.ts";
import { hostError } from "./host-error.ts";
import {
  fingerprint,
  type HostKeyVerdict,
  judgeHostKey,
  keyType,
  knownHostName,
  knownKeyTypes,
} from "./known-hosts.ts";
import type { KnownHostInFile, KnownHostsFiles } from "./known-hosts-files.ts";
import { isRevokedIn } from "./revoked-keys.ts";
import { sshCommand } from "./ssh-command.ts";

/** Decides whether a machine is the one it should be, before anything is told to it. */
export interface HostKeyCheck {
  /** Kinds of keys to ask the machine for: those that are known for it first, because it shows only one. */
  readonly algorithms: ServerHostKeyAlgorithm[];
  /** Resolves when the key is the machine's; rejects with HOST_KEY_UNKNOWN, _CHANGED, _REVOKED or _AUTHORITY_UNSUPPORTED. */
  check(key: Buffer): Promise<void>;
}

/** SHA-1 signatures (ssh-rsa, ssh-dss) are not asked for. */
const signatures: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256"],
};

/** Reads what is known of the machine. Error HOST_SSH_CONFIG_INVALID. */
export async function hostKeyCheck(hop: Hop, files: KnownHostsFiles, acceptsNew: boolean): Promise<HostKeyCheck> {
  const [name, ...others] = namesOf(hop);
  const known = await files.lines(hop.knownHostsFiles);
  const types = [name, ...others].map((one) => knownKeyTypes(known, one)).find((some) => some.length > 0) ?? [];
  const ordered = [...types, ...Object.keys(signatures).filter((type) => !types.includes(type))];
  return {
    algorithms: ordered.flatMap((type) => signatures[type] ?? []),
    check: async (key) => {
      // Asked anew: another connection of this run may have added the key meanwhile.
      const lines = await files.lines(hop.knownHostsFiles);
      if (hop.revokedKeysFile !== null && (await isRevokedIn(hop.revokedKeysFile, key)))
        throw revoked(hop, key, `It stands in ${hop.revokedKeysFile}`);
      const verdict = judgeByNames(lines, [name, ...others], key);
      if (verdict.is === "known") return;
      const home = hop.newKeysFile;
      if (verdict.is === "unknown" && (acceptsNew || hop.acceptsNewKeys)) {
        if (home !== null) await files.add(home, name, key, hop.hashesNames);
        return;
      }
      throw verdict.is === "unknown" ? unknown(hop, key) : refused(hop, verdict.is, name, key, lines);
    },
  };
}

/** A key that is not known for a machine's own port may be known for its address alone, as ssh takes it too. */
function namesOf({ hostKeyAlias, hostName, port }: Hop): readonly [string, ...string[]] {
  if (hostKeyAlias !== null) return [hostKeyAlias.toLowerCase()];
  const name = knownHostName(hostName, port);
  return port === 22 ? [name] : [name, knownHostName(hostName, 22)];
}

/** What is known of the first name counts; of another one, that it has the key or has revoked it. */
function judgeByNames(
  lines: readonly KnownHostInFile[],
  [name, ...others]: readonly [string, ...string[]],
  key: Buffer,
): HostKeyVerdict {
  const verdict = judgeHostKey(lines, name, key);
  if (verdict.is !== "unknown") return verdict;
  const elsewhere = others.map((other) => judgeHostKey(lines, other, key));
  return elsewhere.find(({ is }) => is === "revoked") ?? elsewhere.find(({ is }) => is === "known") ?? verdict;
}

function unknown(hop: Hop, key: Buffer): Error {
  return hostError("HOST_KEY_UNKNOWN", {
    what: `The host key of ${hop.hostName} is not known: ${keyType(key)} ${fingerprint(key)}`,
    why: `Nothing in ${hop.knownHostsFiles.join(", ") || "known_hosts"} speaks of it, so another machine could stand in its place.`,
    next:
      "Compare the fingerprint with the one that the machine's own console shows (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub), " +
      `then accept it: ${sshCommand(hop)}, or --accept-new-host-keys for all hosts.`,
  });
}

function revoked(hop: Hop, key: Buffer, where: string): Error {
  return hostError("HOST_KEY_REVOKED", {
    what: `THE HOST KEY OF ${hop.hostName} IS REVOKED: ${keyType(key)} ${fingerprint(key)}`,
    why: `${where}: somebody else may hold it.`,
    next: "Do not log in to this machine; give it a new host key.",
  });
}

function refused(
  hop: Hop,
  is: "changed" | "revoked" | "authority",
  name: string,
  key: Buffer,
  lines: readonly KnownHostInFile[],
): Error {
  const shown = `${keyType(key)} ${fingerprint(key)}`;
  const culprit = lines.find((line) => judgeHostKey([line], name, key).is === is);
  const place = culprit === undefined ? "known_hosts" : `${culprit.file}, line ${culprit.line}`;
  if (is === "revoked") return revoked(hop, key, `It stands as @revoked in ${place}`);
  if (is === "authority")
    return hostError("HOST_KEY_AUTHORITY_UNSUPPORTED", {
      what: `The host key of ${hop.hostName} is trusted by a certificate authority only, and host certificates are not supported: ${shown}`,
      why: `${place} is a line @cert-authority.`,
      next: `Add the key itself: ssh-keyscan -p ${hop.port} ${hop.hostName} (from where you trust the network) >> ${hop.knownHostsFiles[0] ?? "known_hosts"}`,
    });
  return hostError("HOST_KEY_CHANGED", {
    what: `THE HOST KEY OF ${hop.hostName} HAS CHANGED. It shows ${shown}`,
    why: `${place} holds another one. Either the machine was installed anew, or somebody stands between you and it.`,
    next: `When you know that it was installed anew: ssh-keygen -R '${name}' -f ${culprit?.file ?? "~/.ssh/known_hosts"}, then compare the new fingerprint.`,
  });
}
