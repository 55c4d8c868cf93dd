import { protobufFields, walHead } from "./wal-records.ts";

/** Whose data an etcd write-ahead log is of. Ids in decimal. */
export interface WalMetadata {
  readonly clusterId: string;
  readonly memberId: string;
}

/** Record type of a write-ahead log's metadata (etcd server/storage/wal, metadataType). */
const metadataType = 1;

/** Reads the metadata record at the head of an etcd log file; its data is {1: member id, 2: cluster id}. null when the bytes are no such log. */
export function walMetadata(head: Uint8Array): WalMetadata | null {
  const metadata = walHead(head).records.find(({ type }) => type === metadataType);
  const fields = metadata === undefined ? null : protobufFields(metadata.data);
  const memberId = fields?.get(1);
  const clusterId = fields?.get(2);
  if (typeof memberId !== "bigint" || typeof clusterId !== "bigint") return null;
  return { memberId: memberId.toString(), clusterId: clusterId.toString() };
}
