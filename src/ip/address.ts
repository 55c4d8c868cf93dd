/** An IP address as a number. An IPv4 address written in IPv6 form (::ffff:10.0.0.1) is IPv4, as in Kubernetes. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

const mappedIpv4 = 0xffffn << 32n;

/** Reads an IPv4 or IPv6 address; null when the text is none. Leading zeros in IPv4 are read as decimal, as Kubernetes does. */
export function parseAddress(text: string): Address | null {
  const v4 = parseIpv4(text);
  if (v4 !== null) return { family: 4, value: v4 };
  const v6 = parseIpv6(text);
  if (v6 === null) return null;
  return v6 >> 32n === 0xffffn ? { family: 4, value: v6 - mappedIpv4 } : { family: 6, value: v6 };
}

/** 4 or 6 for an address as text, 0 for anything else, an address with a zone too. */
export function familyOf(text: string): 0 | 4 | 6 {
  return parseAddress(text)?.family ?? 0;
}

function parseIpv4(text: string): bigint | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  let value = 0n;
  for (const part of parts) {
    if (!/^[0-9]+$/.test(part)) return null;
    const byte = BigInt(part);
    if (byte > 255n) return null;
    value = (value << 8n) | byte;
  }
  return value;
}

function parseIpv6(text: string): bigint | null {
  const halves = text.split("::");
  if (halves.length > 2 || !text.includes(":")) return null;
  const groups = halves.map((half, index) => (half === "" ? [] : parseGroups(half, index === halves.length - 1)));
  const [head, tail] = groups;
  if (head === undefined || head === null || tail === null) return null;
  if (tail === undefined) return head.length === 8 ? joinGroups(head) : null;
  const missing = 8 - head.length - tail.length;
  if (missing < 1) return null;
  return joinGroups([...head, ...Array<bigint>(missing).fill(0n), ...tail]);
}

function parseGroups(text: string, mayEndInIpv4: boolean): bigint[] | null {
  const words = text.split(":");
  const result: bigint[] = [];
  for (const [index, word] of words.entries()) {
    const v4 = mayEndInIpv4 && index === words.length - 1 && word.includes(".") ? parseIpv4(word) : null;
    if (v4 !== null) result.push(v4 >> 16n, v4 & 0xffffn);
    else if (/^[0-9a-fA-F]{1,4}$/.test(word)) result.push(BigInt(`0x${word}`));
    else return null;
  }
  return result;
}

function joinGroups(groups: readonly bigint[]): bigint {
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** The address as Go prints it: IPv6 in lower case with the longest run of zeros (two groups at least) as "::". */
export function formatAddress({ family, value }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - index * 16)) & 0xffffn);
  const { start, length } = longestZeros(groups);
  const words = groups.map((group) => group.toString(16));
  if (length < 2) return words.join(":");
  return `${words.slice(0, start).join(":")}::${words.slice(start + length).join(":")}`;
}

function longestZeros(groups: readonly bigint[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let end = start;
    while (end < groups.length && groups[end] === 0n) end += 1;
    if (end - start > best.length) best = { start, length: end - start };
  }
  return best;
}

/** 127.0.0.0/8 or ::1. */
export function isLoopback({ family, value }: Address): boolean {
  return family === 4 ? value >> 24n === 127n : value === 1n;
}

/** 0.0.0.0 or ::. */
export function isUnspecified({ value }: Address): boolean {
  return value === 0n;
}

/** An address that other hosts can be given: not unspecified, loopback, multicast, link-local or broadcast, and not null. Private ranges count. */
export function isGlobalUnicast(address: Address | null): boolean {
  if (address === null) return false;
  const { family, value } = address;
  if (isUnspecified(address) || isLoopback(address)) return false;
  if (family === 4) return value >> 28n !== 0xen && value >> 16n !== 0xa9fen && value !== 0xffffffffn;
  return value >> 120n !== 0xffn && value >> 118n !== 0x3fan;
}
