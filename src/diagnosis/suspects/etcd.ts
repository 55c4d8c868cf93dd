import { howToSeeLog, type Suspect } from "../cause.ts";

const foreignData =
  /member \S+ has already been bootstrapped|cluster ID mismatch|request cluster ID mismatch|discovery failed.*member count is unequal/;
const brokenData =
  /walpb: crc mismatch|failed to recover v3 backend|snap: crc mismatch|database file \(.*\) does not match|wal: file not found|freepages: failed to get all reachable pages|failed to open database.*(?:invalid database|file size too small|checksum error)/;

const cutOff = /failed to find local ID in cluster members/;

/** ETCD_CUT_OFF: etcd's first start was cut off before it stored anything, and what it left cannot be started with. */
export const etcdCutOff: Suspect = ({ components }) => {
  const etcd = components.find(({ name }) => name === "etcd");
  const said = etcd?.log.findLast((line) => cutOff.test(line));
  // etcd goes on running: only the request that asked for its health ends in the panic. Without a container the words are
  // of one that was removed together with what it could not start with.
  if (said === undefined || !["running", "exited"].includes(etcd?.state ?? "")) return null;
  return {
    code: "ETCD_CUT_OFF",
    what: "etcd's first start on this machine was cut off, and its data directory names no members.",
    why: said.slice(0, 500),
    next: "Run the same command again: it keeps what etcd has left under another name, and etcd begins anew.",
    isPermanent: true,
  };
};

/** ETCD_DATA_FOREIGN, ETCD_DATA_BROKEN: etcd cannot go on with what is in its data directory. */
export const etcdData: Suspect = ({ components }) => {
  const etcd = components.find(({ name }) => name === "etcd");
  if (etcd === undefined || etcd.state === "running") return null;
  const foreign = etcd.log.findLast((line) => foreignData.test(line));
  const broken = etcd.log.findLast((line) => brokenData.test(line));
  const said = foreign ?? broken;
  if (said === undefined) return null;
  return {
    code: foreign === undefined ? "ETCD_DATA_BROKEN" : "ETCD_DATA_FOREIGN",
    what:
      foreign === undefined
        ? "etcd's data on this machine is damaged."
        : "etcd's data on this machine belongs to another member or cluster.",
    why: said.slice(0, 500),
    next:
      foreign === undefined
        ? "Restore a snapshot (etcdutl snapshot restore), or take this member out of the cluster, reset the node and join it again."
        : "If that data is not needed any more: kubewright reset, then run the same command again.",
    isPermanent: true,
  };
};

const noEtcd =
  /error creating storage factory|addrConn.*:2379.*(?:connection refused|deadline|timeout|no route)|etcdserver: no leader/;
/** A component that cannot reach etcd says so again and again: a single line long ago was the start. */
const lastLines = 5;

/** ETCD_UNREACHABLE: the API server runs or restarts without being able to reach etcd. */
export const etcdUnreachable: Suspect = ({ components }) => {
  const api = components.find(({ name }) => name === "kube-apiserver");
  const said = api?.log.slice(-lastLines).findLast((line) => noEtcd.test(line));
  if (api === undefined || said === undefined) return null;
  const etcd = components.find(({ name }) => name === "etcd");
  return {
    code: "ETCD_UNREACHABLE",
    what: `kube-apiserver cannot reach etcd${etcd === undefined || etcd.state === "unknown" ? "" : ` (etcd's container: ${etcd.state})`}.`,
    why:
      etcd?.log.findLast((line) => /"level":"(?:error|fatal|panic)"/.test(line))?.slice(0, 500) ?? said.slice(0, 500),
    next: howToSeeLog("etcd"),
    isPermanent: false,
  };
};
