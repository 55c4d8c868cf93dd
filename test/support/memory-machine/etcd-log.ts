/** Whose an etcd log is. */
export interface LogOwner {
  readonly clusterId: string;
  readonly memberId: string;
}

/** The head of an etcd write-ahead log in hexadecimal, as `od` prints its bytes: a checksum, the metadata, an empty snapshot; then the first member and a state; then the rest of the file, which is zero. */
export function etcdLog(owner: LogOwner): string {
  return Buffer.concat([layout(owner), entry(1n, 1n), state(), unused]).toString("hex");
}

/** The log of a member whose first start was cut off before it wrote anything. */
export function cutOffLog(owner: LogOwner, ...after: readonly Buffer[]): string {
  return Buffer.concat([layout(owner), ...after, unused]).toString("hex");
}

const unused = Buffer.alloc(64);

function layout({ clusterId, memberId }: LogOwner): Buffer {
  const metadata = Buffer.concat([field(1, BigInt(memberId)), field(2, BigInt(clusterId))]);
  const snapshot = Buffer.concat([field(1, 0n), field(2, 0n)]);
  return Buffer.concat([frame(record(4n, Buffer.alloc(0))), frame(record(1n, metadata)), frame(record(5n, snapshot))]);
}

/** An entry of a type (0 a request, 1 a change of members) and a term. */
export function entry(type: bigint, term: bigint): Buffer {
  return frame(record(2n, Buffer.concat([field(1, type), field(2, term), field(3, 1n)])));
}

/** Term 1, no vote, one entry agreed to. */
export function state(): Buffer {
  return frame(record(3n, Buffer.concat([field(1, 1n), field(2, 0n), field(3, 1n)])));
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
