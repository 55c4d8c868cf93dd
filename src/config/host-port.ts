import { parseAddress } from "../ip/address.ts";
import { isDnsSubdomain } from "./dns-name.ts";

/** A host and a port; `port` is "" when none was written. */
export interface HostPort {
  readonly host: string;
  readonly port: string;
}

/**
 * Reads "host:port", "host", "10.0.0.1:6443", "[fd00::1]:6443" or a bare IPv6 address. Null when the host is neither an IP
 * address nor a lower-case DNS name, or the port not 1 to 65535.
 */
export function splitHostPort(text: string): HostPort | null {
  const parts = separate(text) ?? { host: text, port: "" };
  if (parts.port !== "" && !isPort(parts.port)) return null;
  return parseAddress(parts.host) !== null || isDnsSubdomain(parts.host) ? parts : null;
}

/** The halves around the last colon, without looking at them (Go's net.SplitHostPort); null when there is no single such colon. */
export function separate(text: string): HostPort | null {
  const bracketed = /^\[([^[\]]*)\]:([^[\]:]*)$/.exec(text);
  if (bracketed !== null) return { host: bracketed[1] ?? "", port: bracketed[2] ?? "" };
  const bare = /^([^[\]:]*):([^[\]:]*)$/.exec(text);
  return bare === null ? null : { host: bare[1] ?? "", port: bare[2] ?? "" };
}

/** "host:port", with brackets around an IPv6 host. */
export function joinHostPort(host: string, port: number | string): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** True for the texts "1" to "65535". */
function isPort(text: string): boolean {
  const number = /^[0-9]+$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= 65535;
}
