import { isIPv4 } from "node:net";

/** True for an IPv4 or IPv6 address as text, without zone. */
export function isIpAddress(text: string): boolean {
  // Node's isIPv6 is a regular expression whose first use takes ten milliseconds; URLs are read without one.
  return isIPv4(text) || (text.includes(":") && /^[0-9a-fA-F:.]+$/.test(text) && URL.canParse(`http://[${text}]`));
}

/** Four or sixteen bytes; an IPv4 address written in IPv6 becomes four. The text must be an address: `isIpAddress`. */
export function ipBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  const bytes = ipv6Bytes(address);
  const mapped = bytes.subarray(0, 12).equals(Buffer.from("00000000000000000000ffff", "hex"));
  return mapped ? bytes.subarray(12) : bytes;
}

/** Throws a TypeError when it is no address. */
function ipv6Bytes(address: string): Buffer {
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const front = groups(head);
  const back = groups(tail ?? "");
  const zeros = new Array<number>(8 - front.length - back.length).fill(0);
  const bytes = Buffer.alloc(16);
  for (const [index, group] of [...front, ...zeros, ...back].entries()) bytes.writeUInt16BE(group, index * 2);
  return bytes;
}

function groups(text: string): readonly number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}

/** The shortest text of four or sixteen bytes; throws an Error for another number of bytes. */
export function ipText(bytes: Uint8Array): string {
  if (bytes.length === 4) return [...bytes].join(".");
  if (bytes.length !== 16) throw new Error("an IP address has 4 or 16 bytes");
  const hex = Buffer.from(bytes).toString("hex");
  return new URL(`http://[${(hex.match(/.{4}/g) ?? []).join(":")}]`).hostname.slice(1, -1);
}

/** The address after the network's own: "10.96.0.0/16" gives "10.96.0.1". The text must be a valid CIDR. */
export function firstAddress(cidr: string): string {
  const [address = "", length = ""] = cidr.trim().split("/");
  const bytes = ipBytes(address);
  const hostBits = BigInt(bytes.length * 8 - Number(length));
  const network = (BigInt(`0x${bytes.toString("hex")}`) >> hostBits) << hostBits;
  return ipText(Buffer.from((network + 1n).toString(16).padStart(bytes.length * 2, "0"), "hex"));
}
