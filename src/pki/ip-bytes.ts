import { formatAddress, parseAddress } from "../ip/address.ts";

/** Four or sixteen bytes, as certificates hold them; an IPv4 address written in IPv6 becomes four. Throws a TypeError for what is no address. */
export function ipBytes(text: string): Buffer {
  const address = parseAddress(text);
  if (address === null) throw new TypeError(`"${text}" is no IP address`);
  const digits = address.family === 4 ? 8 : 32;
  return Buffer.from(address.value.toString(16).padStart(digits, "0"), "hex");
}

/** The shortest text of four or sixteen bytes; throws an Error for another number of bytes. */
export function ipText(bytes: Uint8Array): string {
  if (bytes.length !== 4 && bytes.length !== 16) throw new Error("an IP address has 4 or 16 bytes");
  const value = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  return formatAddress({ family: bytes.length === 4 ? 4 : 6, value });
}
