import { BlockList, isIP } from "node:net";

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
  if (isIP(host) !== 0) return inNetwork(rule, host);
  const domain = rule.replace(/^\*?\./, "");
  return host === domain ? !rule.startsWith(".") : host.endsWith(`.${domain}`);
}

function inNetwork(rule: string, host: string): boolean {
  const match = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(rule);
  const family = isIP(match?.[1] ?? "");
  const bits = Number(match?.[2]);
  if (match?.[1] === undefined || family === 0 || family !== isIP(host) || bits > (family === 4 ? 32 : 128))
    return false;
  const network = new BlockList();
  const kind = family === 4 ? "ipv4" : "ipv6";
  network.addSubnet(match[1], bits, kind);
  return network.check(host, kind);
}

function withoutPassword(proxy: string): string {
  return proxy.replace(/\/\/[^@/]*@/, "//");
}
