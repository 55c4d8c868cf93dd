import type { Fact } from "../engine/fact.ts";
import { familyOf } from "../ip/address.ts";
import { plainText } from "./plain-text.ts";

/** A network interface and its addresses, in the kernel's order. */
export interface NetworkInterface {
  readonly name: string;
  readonly up: boolean;
  readonly loopback: boolean;
  readonly addresses: readonly string[];
}

/** Reads `ip -j addr`. Text that is no such JSON has no interfaces. */
export function parseIpAddr(text: string): NetworkInterface[] {
  const links = arrayOf(parseJson(text));
  return links.flatMap((link) => {
    const name = link["ifname"];
    if (typeof name !== "string") return [];
    const flags = Array.isArray(link["flags"]) ? link["flags"] : [];
    const addresses = arrayOf(link["addr_info"]).flatMap(({ local }) =>
      typeof local === "string" && familyOf(local) !== 0 ? [local] : [],
    );
    return [{ name: plainText(name, 32), up: flags.includes("UP"), loopback: flags.includes("LOOPBACK"), addresses }];
  });
}

/** Reads `ip addr` as it is printed for people. Lines of another form are passed over. */
function parseIpAddrText(text: string): NetworkInterface[] {
  const links: { name: string; up: boolean; loopback: boolean; addresses: string[] }[] = [];
  for (const line of text.split("\n")) {
    const head = /^\d+: ([^:@\s]+)(?:@[^:\s]+)?: <([^>]*)>/.exec(line);
    if (head?.[1] !== undefined) {
      const flags = head[2]?.split(",") ?? [];
      const [up, loopback] = [flags.includes("UP"), flags.includes("LOOPBACK")];
      links.push({ name: plainText(head[1], 32), up, loopback, addresses: [] });
      continue;
    }
    const address = /^\s+inet6? ([^\s/]+)/.exec(line)?.[1];
    if (address !== undefined && familyOf(address) !== 0) links.at(-1)?.addresses.push(address);
  }
  return links;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function arrayOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];
}

/** The machine's network interfaces; empty where `ip` is not installed. busybox's `ip`, and iproute2 before 4.13, know no JSON. */
export const interfaces: Fact<readonly NetworkInterface[]> = {
  name: "network interfaces",
  read: async (view) => {
    // As long as any command may take: without an answer the machine seems to have no address at all.
    const answer = await view.probe({ argv: ["ip", "-j", "addr"] });
    if (answer.code === 0) return parseIpAddr(answer.stdout);
    const text = await view.probe({ argv: ["ip", "addr"] });
    return text.code === 0 ? parseIpAddrText(text.stdout) : [];
  },
};
