import { type Address, parseAddress } from "../ip/address.ts";
import { contains, parseCidr } from "../ip/cidr.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that a Go program would use for https to `host`, or null: HTTPS_PROXY, unless NO_PROXY names the host,
 * a domain or network above it, or "*". Loopback is never proxied.
 */
export function proxyFor(host: string, environment: Environment): string | null {
  const proxy = environment["HTTPS_PROXY"] || environment["https_proxy"];
  if (!proxy || isLoopback(host)) return null;
  const exceptions = (environment["NO_PROXY"] || environment["no_proxy"] || "").split(",");
  return exceptions.some((rule) => excepts(rule.trim().toLowerCase(), host.toLowerCase()))
    ? null
    : withoutPassword(proxy);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function excepts(rule: string, host: string): boolean {
  if (rule === "") return false;
  if (rule === "*" || rule === host) return true;
  const address = parseAddress(host);
  if (address !== null) return inNetwork(rule, address);
  const domain = rule.replace(/^\*?\./, "");
  return host === domain ? rule === domain : host.endsWith(`.${domain}`);
}

function inNetwork(rule: string, host: Address): boolean {
  const network = parseCidr(rule);
  return network !== null && contains(network, host);
}

function withoutPassword(proxy: string): string {
  return proxy.replace(/\/\/[^@/]*@/, "//");
}
