import type { EtcdJoinAction } from "./join-state.ts";

/** What to type where a human must decide. */
const nextByCode: Readonly<Record<string, string>> = {
  ETCD_DATA_UNREADABLE: "If nothing in it is needed: `kubewright reset` on this host, then join again.",
  ETCD_FOREIGN_DATA: "If that cluster is gone: `kubewright reset` on this host, then join again.",
  ETCD_REMOVED_MEMBER: "`kubewright reset` on this host, then join again: it gets the data from the others.",
  ETCD_ADDRESS_TAKEN:
    "If that member is gone for good: `etcdctl member remove` it from a control-plane host, then join again.",
  ETCD_NAME_TAKEN:
    "Give this node another name with --node-name; or, if that member is gone for good, `etcdctl member remove` it from a control-plane host.",
  ETCD_LAST_VOTER: "Restore the data directory from a snapshot.",
};

/** The action that leaves the decision to a human. */
export function stop(code: string, what: string, why: string): EtcdJoinAction {
  const next = nextByCode[code] ?? "Look at `etcdctl member list` and decide what is to stay.";
  return { kind: "stop", code, what, why, next };
}
