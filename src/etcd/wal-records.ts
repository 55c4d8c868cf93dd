/** One record of an etcd write-ahead log: its type (etcd server/storage/wal: 1 metadata, 2 entry, 3 state, 4 checksum, 5 snapshot) and data. */
export interface WalRecord {
  readonly type: number;
  readonly data: Buffer;
}

/** What the beginning of a log shows: its records, and whether they end in the unused rest of the file rather than out of sight. */
export interface WalHead {
  readonly records: readonly WalRecord[];
  readonly isWhole: boolean;
}

/** The metadata record is below a hundred bytes, the entries of a cluster's first members below a few hundred each. */
const longestRecord = 4_096;

/**
 * Reads the head of an etcd log file (…/member/wal/*.wal): frames of an eight-byte little-endian length, whose top byte counts
 * padding, around protobuf records {1: type, 2: crc, 3: data}. The file is as long as it may grow, and zero where nothing
 * was written yet. Reading stops at what is no record.
 */
export function walHead(head: Uint8Array): WalHead {
  const bytes = Buffer.from(head);
  const records: WalRecord[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at) & 0x00ff_ffff_ffff_ffffn);
    if (length === 0) return { records, isWhole: true };
    const end = at + 8 + length;
    if (length > longestRecord || end > bytes.length) break;
    const record = recordOf(bytes.subarray(at + 8, end));
    if (record === null) break;
    records.push(record);
    const top = bytes[at + 7] ?? 0;
    at = end + ((top & 0x80) === 0 ? 0 : top & 0x07);
  }
  return { records, isWhole: false };
}

function recordOf(message: Buffer): WalRecord | null {
  const fields = protobufFields(message);
  const type = fields?.get(1);
  const data = fields?.get(3) ?? Buffer.alloc(0);
  return typeof type === "bigint" && type < 100n && data instanceof Buffer ? { type: Number(type), data } : null;
}

/** The varint and bytes fields of a protobuf message, by number; null when it is none. */
export function protobufFields(message: Buffer): ReadonlyMap<number, bigint | Buffer> | null {
  const fields = new Map<number, bigint | Buffer>();
  for (let at = 0; at < message.length; ) {
    const tag = varintAt(message, at);
    const value = tag === null ? null : varintAt(message, tag.end);
    if (tag === null || value === null) return null;
    const wire = Number(tag.value & 7n);
    const field = Number(tag.value >> 3n);
    if (wire === 0) {
      fields.set(field, value.value);
      at = value.end;
    } else if (wire === 2 && value.value <= BigInt(message.length - value.end)) {
      at = value.end + Number(value.value);
      fields.set(field, message.subarray(value.end, at));
    } else return null;
  }
  return fields;
}

function varintAt(bytes: Buffer, start: number): { readonly value: bigint; readonly end: number } | null {
  let value = 0n;
  for (let at = start, shift = 0n; at < bytes.length && shift < 70n; at++, shift += 7n) {
    const byte = bytes[at] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    if ((byte & 0x80) === 0) return { value: BigInt.asUintN(64, value), end: at + 1 };
  }
  return null;
}
