import type { Fact } from "../engine/fact.ts";
import { protobufFields, walHead } from "./wal-records.ts";

/** The log that etcd makes first: sequence number and index 0. */
const firstLog = "0000000000000000-0000000000000000.wal";

/** Bytes of a log that are looked at; what a cut-off start has written takes a few hundred. */
const lookedAt = 4096;

/**
 * Whether etcd's first start with this data directory was cut off between the layout of its log and the first write to it.
 * etcd takes such a log for that of a member that goes on, and has no members to go on with. Where the answer is not
 * certain it is false. Without a log it is false too: etcd then begins by itself.
 */
export function firstStartCutOff(dataDir: string): Fact<boolean> {
  const wal = `${dataDir}/member/wal`;
  const snap = `${dataDir}/member/snap`;
  return {
    name: `first start of etcd in ${dataDir} was cut off`,
    async read(view) {
      const names = await view.list([wal, snap]);
      const logs = (names.get(wal) ?? []).filter((name) => name.endsWith(".wal"));
      const snapshots = (names.get(snap) ?? []).some((name) => name.includes(".snap"));
      if (logs.length !== 1 || logs[0] !== firstLog || snapshots) return false;
      const argv = ["od", "-A", "n", "-v", "-t", "x1", "-N", `${lookedAt}`, "--", `${wal}/${firstLog}`] as const;
      const { code, stdout } = await view.probe({ argv });
      const hex = stdout.replace(/\s+/g, "");
      return code === 0 && /^(?:[0-9a-f]{2})+$/.test(hex) && isUnused(Buffer.from(hex, "hex"));
    },
  };
}

/** Record types (etcd server/storage/wal). */
const types = { metadata: 1, entry: 2, checksum: 4, snapshot: 5 } as const;

/**
 * True for a log without a state: its member has never voted, led or agreed to anything, and nothing was stored through it.
 * Whole entries may be there without one when the power failed in the middle of the first write: they name the first members.
 */
export function isUnused(head: Uint8Array): boolean {
  const { records, isWhole } = walHead(head);
  const isOwned = records.some(({ type }) => type === types.metadata);
  return isWhole && isOwned && records.every(({ type, data }) => isFirst(type, data));
}

function isFirst(type: number, data: Buffer): boolean {
  if (type === types.entry) return namesMember(data);
  return type === types.metadata || type === types.checksum || type === types.snapshot;
}

/** raftpb.Entry {1: type, 2: term}: a change of membership (1) in term 1. */
function namesMember(data: Buffer): boolean {
  const fields = protobufFields(data);
  return fields?.get(1) === 1n && fields.get(2) === 1n;
}
