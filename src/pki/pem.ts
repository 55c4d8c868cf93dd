import { Buffer } from "node:buffer";

/** One PEM block: what its first line names, and the bytes within. */
export interface PemBlock {
  readonly label: string;
  readonly bytes: Buffer;
}

/** A PEM block in lines of 64 characters, ended by a line feed (RFC 7468). */
export function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** All whole blocks of a text, in order. What stands between blocks is passed over; a block that is not ended or holds no base64 is left out. */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  let label: string | undefined;
  let body: string[] = [];
  for (const line of text.split("\n").map((raw) => raw.trim())) {
    if (line.startsWith("-----BEGIN ") && line.endsWith("-----")) {
      label = line.slice(11, -5);
      body = [];
    } else if (label !== undefined && line === `-----END ${label}-----`) {
      const base64 = body.filter((part) => !part.includes(":")).join("");
      if (/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) blocks.push({ label, bytes: Buffer.from(base64, "base64") });
      label = undefined;
    } else {
      body.push(line);
    }
  }
  return blocks;
}
