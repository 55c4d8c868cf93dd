/** A listening TCP socket. */
export interface Endpoint {
  /** "127.0.0.1", "::1"; "0.0.0.0" and "::" for all. */
  readonly address: string;
  readonly port: number;
}

/** The state of a socket that listens (include/net/tcp_states.h). */
const listen = "0A";

/** Reads /proc/net/tcp and tcp6: the sockets that listen. Lines of another form are passed over. */
export function parseProcNetTcp(text: string): Endpoint[] {
  return text.split("\n").flatMap((line) => {
    const match = /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) /.exec(line);
    if (match?.[1] === undefined || match[2] === undefined || match[3] !== listen) return [];
    return [{ address: addressOf(match[1]), port: Number.parseInt(match[2], 16) }];
  });
}

/** The kernel prints an address as 32-bit words in the machine's byte order, little-endian on all that Kubernetes supports but s390x. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join(".");
  const groups = Array.from({ length: 8 }, (_, i) => Number.parseInt(`${bytes[2 * i]}${bytes[2 * i + 1]}`, 16));
  const host = new URL(`http://[${groups.map((group) => group.toString(16)).join(":")}]/`).hostname;
  return host.slice(1, -1);
}
