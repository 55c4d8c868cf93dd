import { kubeletDir } from "../../constants/paths.ts";
import { type DiskSpace, diskSpaces } from "../../facts/disk-space.ts";
import { type Check, error, type Finding, warning } from "../check.ts";

const kiBPerMb = 1024;
// etcd preallocates two log files of 64 MB and needs room for a snapshot and its compaction: below this it stops at once.
const etcdNeedsMb = 512;
// etcd's default quota (2 GB) with its log: below this a cluster that grows stops one day.
const etcdWantsMb = 4096;
// The kubelet evicts Pods when less than 10 % of its file system is free (its default nodefs.available).
const evictionShare = 0.1;

/** DiskSpace: etcd's data directory has room, and the kubelet's is not at the point where it evicts Pods. Ours. */
export function diskSpaceEnough(etcdDataDir: string | null): Check {
  const spaces = diskSpaces(etcdDataDir === null ? [kubeletDir] : [kubeletDir, etcdDataDir]);
  return {
    name: "DiskSpace",
    look: async ({ fact }) => {
      const [kubelet, etcd] = await fact(spaces);
      return [...(etcd ? judgeEtcd(etcdDataDir ?? "", etcd) : []), ...(kubelet ? judgeKubelet(kubelet) : [])];
    },
  };
}

function judgeEtcd(path: string, space: DiskSpace): readonly Finding[] {
  const free = Math.floor(space.availableKiB / kiBPerMb);
  if (free >= etcdWantsMb) return [];
  const judge = free < etcdNeedsMb ? error : warning;
  return [
    judge(
      `${space.mount} has ${free} MB left for etcd's data in ${path}.`,
      `etcd needs ${etcdNeedsMb} MB to start and wants ${etcdWantsMb} MB; a full disk stops the whole cluster.`,
      `Free space on ${space.mount}, or put etcd.local.dataDir elsewhere.`,
    ),
  ];
}

function judgeKubelet(space: DiskSpace): readonly Finding[] {
  if (space.totalKiB === 0 || space.availableKiB / space.totalKiB >= evictionShare) return [];
  const percent = Math.floor((100 * space.availableKiB) / space.totalKiB);
  return [
    warning(
      `${space.mount} is almost full: ${percent} % is left.`,
      `The kubelet evicts Pods and takes no new ones when less than ${100 * evictionShare} % is free.`,
      `Free space on ${space.mount} (journalctl --vacuum-size=200M, old container images).`,
    ),
  ];
}
