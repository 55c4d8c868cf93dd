import { isIP } from "node:net";

/** The first address after the network's own: "10.96.0.0/12" gives "10.96.0.1"; null for what is no CIDR. */
export function firstAddress(cidr: string): string | null {
  const [address = "", bits] = cidr.trim().split("/");
  const family = isIP(address);
  if (family === 0 || bits === undefined || !/^\d{1,3}$/.test(bits)) return null;
  const width = family === 4 ? 32 : 128;
  if (Number(bits) > width) return null;
  const host = BigInt(width - Number(bits));
  const first = ((numberOf(address, family) >> host) << host) + 1n;
  return family === 4 ? textOfV4(first) : textOfV6(first);
}

function numberOf(address: string, family: number): bigint {
  if (family === 4) return address.split(".").reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
  // URL writes an embedded IPv4 part as two groups.
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

function textOfV4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
}

function textOfV6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  return new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1);
}
