import { type Address, formatAddress, parseAddress } from "./address.ts";

/** A network. `base` has no host bits. */
export interface Cidr {
  readonly family: 4 | 6;
  readonly base: bigint;
  readonly prefix: number;
}

/** "::ffff:10.0.0.0/104" is 10.0.0.0/8. */
const mappedBits = 96;

/** Reads "10.0.0.0/8"; host bits are cut off, as Kubernetes does. Null when the text is no network. */
export function parseCidr(text: string): Cidr | null {
  const [host = "", length, ...rest] = text.split("/");
  if (length === undefined || rest.length > 0 || !/^[0-9]{1,3}$/.test(length)) return null;
  const address = parseAddress(host);
  if (address === null) return null;
  const mapped = address.family === 4 && host.includes(":");
  const prefix = Number(length) - (mapped ? mappedBits : 0);
  if (prefix < 0 || prefix > bitsOf(address.family)) return null;
  const hostBits = BigInt(bitsOf(address.family) - prefix);
  return { family: address.family, base: (address.value >> hostBits) << hostBits, prefix };
}

/** "10.0.0.0/8" */
export function formatCidr({ family, base, prefix }: Cidr): string {
  return `${formatAddress({ family, value: base })}/${prefix}`;
}

/** 32 or 128. */
export function bitsOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

/** How many addresses the network has, the first and the last counted. */
export function cidrSize({ family, prefix }: Cidr): bigint {
  return 1n << BigInt(bitsOf(family) - prefix);
}

/** The address at an index, the network's own being 0; null beyond its end. */
export function nthAddress(cidr: Cidr, index: number | bigint): Address | null {
  const offset = BigInt(index);
  if (offset < 0n || offset >= cidrSize(cidr)) return null;
  return { family: cidr.family, value: cidr.base + offset };
}

/** True when the address lies in the network; addresses of the other family never do. */
export function contains(cidr: Cidr, address: Address): boolean {
  if (cidr.family !== address.family) return false;
  return address.value >= cidr.base && address.value < cidr.base + cidrSize(cidr);
}

/** True when the networks share an address. */
export function overlaps(left: Cidr, right: Cidr): boolean {
  const startOf = ({ family, base }: Cidr): Address => ({ family, value: base });
  return contains(left, startOf(right)) || contains(right, startOf(left));
}

/** The networks of "a/b" or "a/b,c/d"; null when one of them is none. Spaces are not allowed. */
export function parseCidrs(text: string): Cidr[] | null {
  const cidrs = text.split(",").map(parseCidr);
  return cidrs.every((cidr) => cidr !== null) ? cidrs : null;
}
