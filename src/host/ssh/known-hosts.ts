import { createHash, createHmac } from "node:crypto";
import { matchesPatterns } from "./wildcard.ts";

/** One line of a known_hosts file. */
export interface KnownHost {
  readonly marker: "" | "@revoked" | "@cert-authority";
  /** Patterns with commas between them, or `|1|salt|hash`. */
  readonly hosts: string;
  /** "ssh-ed25519" and its like, as the line says. */
  readonly type: string;
  /** The key in the wire's form, base64. */
  readonly key: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What known_hosts says of a key that a machine shows. */
export type HostKeyVerdict =
  | { readonly is: "known" }
  | { readonly is: "unknown" }
  /** Trusted by an authority's signature alone, which cannot be checked here. */
  | { readonly is: "authority"; readonly line: number }
  | { readonly is: "revoked"; readonly line: number }
  /** Other keys are known for the name, and this one is not among them. */
  | { readonly is: "changed"; readonly line: number };

const line =
  /^(?:(@revoked|@cert-authority)[ \t]+)?([^ \t@#][^ \t]*)[ \t]+([^ \t]+)[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t].*)?$/;

/** The lines that say something; comments and what cannot be read are left out, as OpenSSH does. */
export function parseKnownHosts(text: string): readonly KnownHost[] {
  return text.split("\n").flatMap((raw, index) => {
    const [, marker = "", hosts = "", type = "", key = ""] = line.exec(raw.trim()) ?? [];
    if (key === "" || (marker !== "" && marker !== "@revoked" && marker !== "@cert-authority")) return [];
    return [{ marker, hosts, type, key, line: index + 1 }];
  });
}

/** The name under which known_hosts holds a machine: `[name]:port` for a port other than 22. */
export function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** True when the first field of a line speaks of the name. */
function namesHost(hosts: string, name: string): boolean {
  if (!hosts.startsWith("|")) return matchesPatterns(hosts.toLowerCase().split(","), name);
  const [, magic, salt = "", hash] = hosts.split("|");
  return magic === "1" && hash === hashedName(name, Buffer.from(salt, "base64"));
}

function hashedName(name: string, salt: Buffer): string {
  return createHmac("sha1", salt).update(name).digest("base64");
}

/** Judges the key (in the wire's form) that a machine shows under a name. */
export function judgeHostKey(known: readonly KnownHost[], name: string, key: Buffer): HostKeyVerdict {
  const shown = key.toString("base64");
  const lines = known.filter(({ hosts }) => namesHost(hosts, name));
  const revoked = lines.find((one) => one.marker === "@revoked" && one.key === shown);
  if (revoked !== undefined) return { is: "revoked", line: revoked.line };
  const plain = lines.filter(({ marker }) => marker === "");
  if (plain.some((one) => one.key === shown)) return { is: "known" };
  // A key of another type than the known ones counts as changed: else whoever stands in between would only have to show another type.
  const other = plain.find(({ type }) => type === keyType(key)) ?? plain[0];
  if (other !== undefined) return { is: "changed", line: other.line };
  const authority = lines.find(({ marker }) => marker === "@cert-authority");
  return authority === undefined ? { is: "unknown" } : { is: "authority", line: authority.line };
}

/** The types of the keys known for a name, so that the machine can be asked for one of these. */
export function knownKeyTypes(known: readonly KnownHost[], name: string): readonly string[] {
  const lines = known.filter(({ marker, hosts }) => marker === "" && namesHost(hosts, name));
  return [...new Set(lines.map(({ type }) => type))];
}

/** A line for known_hosts, without its end; with a salt (20 bytes) the name is hashed. */
export function formatKnownHost(name: string, key: Buffer, salt?: Buffer): string {
  const field = salt === undefined ? name : `|1|${salt.toString("base64")}|${hashedName(name, salt)}`;
  return `${field} ${keyType(key)} ${key.toString("base64")}`;
}

/** The type that a key in the wire's form names at its beginning; "" when it is none. */
export function keyType(key: Buffer): string {
  if (key.length < 4) return "";
  return key.subarray(4, 4 + Math.min(key.readUInt32BE(0), 100)).toString("latin1");
}

/** "SHA256:…", as ssh-keygen -l prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}
