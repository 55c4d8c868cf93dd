/** Whose an etcd log is. */
export interface LogOwner {
  readonly clusterId: string;
  readonly memberId: string;
}

/** The head of an etcd write-ahead log in hexadecimal, as `od` prints its bytes: one checksum, then the metadata record. */
export function etcdLog({ clusterId, memberId }: LogOwner): string {
  const checksum = frame(record(4n, Buffer.alloc(0)));
  const owner = Buffer.concat([field(1, BigInt(memberId)), field(2, BigInt(clusterId))]);
  return Buffer.concat([checksum, frame(record(1n, owner))]).toString("hex");
}

function record(type: bigint, data: Buffer): Buffer {
  const crc = field(2, 7n);
  if (data.length === 0) return Buffer.concat([field(1, type), crc]);
  return Buffer.concat([field(1, type), crc, Buffer.from([0x1a]), varint(BigInt(data.length)), data]);
}

/** Eight bytes of length, the top byte counting the padding to a multiple of eight. */
function frame(bytes: Buffer): Buffer {
  const padding = (8 - (bytes.length % 8)) % 8;
  const head = Buffer.alloc(8);
  const top = padding === 0 ? 0n : BigInt(0x80 | padding) << 56n;
  head.writeBigUInt64LE(BigInt(bytes.length) | top);
  return Buffer.concat([head, bytes, Buffer.alloc(padding)]);
}

function field(number: number, value: bigint): Buffer {
  return Buffer.concat([Buffer.from([number << 3]), varint(value)]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}
