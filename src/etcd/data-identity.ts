import type { Fact } from "../engine/fact.ts";
import type { EtcdData } from "./join-state.ts";
import { walMetadata } from "./wal-metadata.ts";

/** Whose data lies in an etcd data directory. Nothing in it, or nothing but empty directories, is "empty". */
export function etcdData(dataDir: string): Fact<EtcdData> {
  const member = `${dataDir}/member`;
  const wal = `${member}/wal`;
  return {
    name: `etcd data in ${dataDir}`,
    async read(view) {
      const names = await view.list([dataDir, member, wal, `${member}/snap`]);
      const log = (names.get(wal) ?? []).find((name) => name.endsWith(".wal"));
      if (log === undefined) return isEmpty(names, dataDir, member) ? { state: "empty" } : { state: "unreadable" };
      const argv = ["od", "-A", "n", "-v", "-t", "x1", "-N", "4096", "--", `${wal}/${log}`] as const;
      const { code, stdout } = await view.probe({ argv });
      const hex = stdout.replace(/\s+/g, "");
      const metadata = code === 0 && /^(?:[0-9a-f]{2})+$/.test(hex) ? walMetadata(Buffer.from(hex, "hex")) : null;
      return metadata === null ? { state: "unreadable" } : { state: "present", ...metadata };
    },
  };
}

/** A member that was stopped before it wrote its log has left the directories only; member.cut-off-N is what a first start left that came to nothing. */
function isEmpty(names: ReadonlyMap<string, readonly string[]>, dataDir: string, member: string): boolean {
  const top = names.get(dataDir) ?? [];
  const inMember = names.get(member) ?? [];
  const files = [...(names.get(`${member}/snap`) ?? []), ...(names.get(`${member}/wal`) ?? [])];
  return (
    top.every((name) => name === "member" || name.startsWith("member.cut-off-")) &&
    inMember.every((name) => name === "snap" || name === "wal") &&
    files.every(isScratch)
  );
}

/** Files that etcd makes before there is anything in them worth keeping. */
function isScratch(name: string): boolean {
  return name.endsWith(".tmp") || name === "db" || name.endsWith(".broken");
}
