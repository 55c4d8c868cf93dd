/** Whose data an etcd write-ahead log is of. Ids in decimal. */
export interface WalMetadata {
  readonly clusterId: string;
  readonly memberId: string;
}

/** Record type of a write-ahead log's metadata (etcd server/storage/wal, metadataType). */
const metadataType = 1n;
/** Records before the metadata (one checksum) and the metadata itself are far below this. */
const longestRecord = 4_096;

/**
 * Reads the metadata record at the head of an etcd log file (…/member/wal/*.wal): frames of an eight-byte little-endian length, whose
 * top byte counts padding, around protobuf records {1: type, 2: crc, 3: data}; the data is {1: member id, 2: cluster id}.
 * null when the bytes are no such log.
 */
export function walMetadata(head: Uint8Array): WalMetadata | null {
  const bytes = Buffer.from(head);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const frame = frameAt(bytes, at);
    if (frame === null) return null;
    const record = fieldsOf(frame.record);
    if (record === null) return null;
    const data = record.get(3);
    if (record.get(1) === metadataType) return data instanceof Buffer ? idsOf(data) : null;
    at = frame.end;
  }
  return null;
}

function frameAt(bytes: Buffer, at: number): { readonly record: Buffer; readonly end: number } | null {
  const length = Number(bytes.readBigUInt64LE(at) & 0x00ff_ffff_ffff_ffffn);
  const top = bytes[at + 7] ?? 0;
  const padding = (top & 0x80) === 0 ? 0 : top & 0x07;
  if (length === 0 || length > longestRecord || at + 8 + length > bytes.length) return null;
  return { record: bytes.subarray(at + 8, at + 8 + length), end: at + 8 + length + padding };
}

function idsOf(data: Buffer): WalMetadata | null {
  const fields = fieldsOf(data);
  const memberId = fields?.get(1);
  const clusterId = fields?.get(2);
  if (typeof memberId !== "bigint" || typeof clusterId !== "bigint") return null;
  return { memberId: memberId.toString(), clusterId: clusterId.toString() };
}

/** The varint and bytes fields of a protobuf message; null when it is none. */
function fieldsOf(message: Buffer): ReadonlyMap<number, bigint | Buffer> | null {
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
