import { type EtcdMember, memberHexId } from "./member.ts";

/** What lies in the etcd data directory of the joining host. Ids are decimal. */
export type EtcdData =
  | { readonly state: "empty" }
  | { readonly state: "present"; readonly clusterId: string; readonly memberId: string }
  /** Files are there, but no log that tells whose they are. */
  | { readonly state: "unreadable" };

/** What is known when a control plane (re)starts its join. */
export interface EtcdJoinState {
  readonly clusterId: string;
  readonly members: readonly EtcdMember[];
  /** The joining node: its name and "https://<advertise address>:2380". */
  readonly self: { readonly name: string; readonly peerUrl: string };
  readonly data: EtcdData;
}

/** What to do next with etcd's membership. `why` is shown. */
export type EtcdJoinAction =
  /** Add this host as a learner, then start it. */
  | { readonly kind: "add"; readonly why: string }
  /** Wait: etcd has one slot for learners and another host is in it. */
  | { readonly kind: "wait"; readonly why: string; readonly memberId: string }
  /** The member list is right; write the manifest (state "existing") and start it. */
  | { readonly kind: "start"; readonly why: string; readonly memberId: string }
  /** It runs as a learner: promote it when it has caught up. */
  | { readonly kind: "promote"; readonly why: string; readonly memberId: string }
  /** Nothing: it is a voter with its data. */
  | { readonly kind: "keep"; readonly why: string; readonly memberId: string }
  /** The member has moved: tell the cluster its new address, then start it. */
  | { readonly kind: "update-address"; readonly why: string; readonly memberId: string }
  /** Its place is of no use: remove it, then look again (which adds it). */
  | { readonly kind: "remove"; readonly why: string; readonly memberId: string }
  /** A human must decide. */
  | {
      readonly kind: "stop";
      readonly code: string;
      readonly what: string;
      readonly why: string;
      readonly next: string;
    };

interface Row {
  readonly when: string;
  readonly matches: (state: EtcdJoinState, mine: Found) => boolean;
  readonly then: (state: EtcdJoinState, mine: Found) => EtcdJoinAction;
}

/** The members that may be this host, each seen from another side. */
interface Found {
  readonly atAddress: EtcdMember | undefined;
  readonly ofData: EtcdMember | undefined;
  readonly ofName: EtcdMember | undefined;
  readonly otherLearner: EtcdMember | undefined;
}

/** The states in which an interrupted join may be found, and what is done in each. The first row that matches counts. */
export const etcdMembershipTable: readonly Row[] = [
  {
    when: "the data cannot be read",
    matches: ({ data }) => data.state === "unreadable",
    then: () =>
      stop(
        "ETCD_DATA_UNREADABLE",
        "the etcd data directory holds files that are no etcd data",
        "it cannot be said whose they are",
      ),
  },
  {
    when: "the data is another cluster's",
    matches: ({ data, clusterId }) => data.state === "present" && data.clusterId !== clusterId,
    then: ({ data, clusterId }) =>
      stop(
        "ETCD_FOREIGN_DATA",
        "the etcd data directory holds another cluster's data",
        `it is of cluster ${data.state === "present" ? memberHexId(data.clusterId) : ""}, this one is ${memberHexId(clusterId)}`,
      ),
  },
  {
    when: "the data is of a member that was removed",
    matches: ({ data }, { ofData }) => data.state === "present" && ofData === undefined,
    then: () =>
      stop(
        "ETCD_REMOVED_MEMBER",
        "the etcd data directory is of a member that was removed from this cluster",
        "etcd never takes such a member back",
      ),
  },
  {
    when: "the data is this member's, but the cluster knows another address of it",
    matches: ({ data, self }, { ofData }) =>
      data.state === "present" && ofData !== undefined && !ofData.peerUrls.includes(self.peerUrl),
    then: ({ self }, { ofData, atAddress }) =>
      atAddress !== undefined
        ? stop(
            "ETCD_ADDRESS_TAKEN",
            `another etcd member has the address ${self.peerUrl}`,
            `it is member ${nameOf(atAddress)}`,
          )
        : {
            kind: "update-address",
            memberId: idOf(ofData),
            why: `the member was at ${ofData?.peerUrls.join(", ") ?? ""}`,
          },
  },
  {
    when: "the data is this member's and it still learns",
    matches: (_state, { ofData }) => ofData?.isLearner === true,
    then: (_state, { ofData }) => ({
      kind: "promote",
      memberId: idOf(ofData),
      why: "it was added as a learner before",
    }),
  },
  {
    when: "the data is this member's and it votes",
    matches: (_state, { ofData }) => ofData !== undefined,
    then: (_state, { ofData }) => ({ kind: "keep", memberId: idOf(ofData), why: "it is a voting member already" }),
  },
  {
    when: "no data, and a learner of this address that never started",
    matches: (_state, { atAddress }) => atAddress?.isLearner === true && atAddress.name === "",
    then: (_state, { atAddress }) => ({
      kind: "start",
      memberId: idOf(atAddress),
      why: "it was added before, but never started",
    }),
  },
  {
    when: "no data, and a learner of this address that had started",
    matches: (_state, { atAddress }) => atAddress?.isLearner === true,
    then: (_state, { atAddress }) => ({ kind: "remove", memberId: idOf(atAddress), why: "it has lost its data" }),
  },
  {
    when: "no data, and a voter of this address and name, or without one",
    matches: ({ self }, { atAddress }) =>
      atAddress !== undefined && (atAddress.name === self.name || atAddress.name === ""),
    then: ({ members }, { atAddress }) =>
      voters(members) === 1
        ? stop(
            "ETCD_LAST_VOTER",
            "this host is the cluster's only etcd member and its data is gone",
            "no other member has a copy",
          )
        : { kind: "remove", memberId: idOf(atAddress), why: "it votes, but has lost its data" },
  },
  {
    when: "no data, and a voter of this address under another name",
    matches: (_state, { atAddress }) => atAddress !== undefined,
    then: ({ self }, { atAddress }) =>
      stop(
        "ETCD_ADDRESS_TAKEN",
        `another etcd member has the address ${self.peerUrl}`,
        `it is member ${nameOf(atAddress)}`,
      ),
  },
  {
    when: "no data, and a learner of this name at another address",
    matches: (_state, { ofName }) => ofName?.isLearner === true,
    then: (_state, { ofName }) => ({
      kind: "remove",
      memberId: idOf(ofName),
      why: `a learner of this name was left behind at ${ofName?.peerUrls.join(", ") ?? ""}`,
    }),
  },
  {
    when: "no data, and a voter of this name at another address",
    matches: (_state, { ofName }) => ofName !== undefined,
    then: (_state, { ofName }) =>
      stop(
        "ETCD_NAME_TAKEN",
        `etcd already has a member named ${ofName?.name ?? ""}`,
        `it is at ${ofName?.peerUrls.join(", ") ?? ""}: another host with this name, or this host before its address changed`,
      ),
  },
  {
    when: "no trace of this host, and another host is learning",
    matches: (_state, { otherLearner }) => otherLearner !== undefined,
    then: (_state, { otherLearner }) => ({
      kind: "wait",
      memberId: idOf(otherLearner),
      why: `etcd takes one learner at a time; ${otherLearner?.peerUrls.join(", ") ?? ""} is one`,
    }),
  },
  {
    when: "no trace of this host",
    matches: () => true,
    then: () => ({ kind: "add", why: "it is no member yet" }),
  },
];

/** The action for a state, from the table. */
export function etcdJoinAction(state: EtcdJoinState): EtcdJoinAction {
  const found = find(state);
  const row = etcdMembershipTable.find((one) => one.matches(state, found));
  return row?.then(state, found) ?? { kind: "add", why: "it is no member yet" };
}

function find({ members, self, data }: EtcdJoinState): Found {
  const atAddress = members.find((member) => member.peerUrls.includes(self.peerUrl));
  return {
    atAddress,
    ofData: data.state === "present" ? members.find((member) => member.id === data.memberId) : undefined,
    ofName: members.find((member) => member.name === self.name && member !== atAddress),
    otherLearner: members.find((member) => member.isLearner && member !== atAddress),
  };
}

function stop(code: string, what: string, why: string): EtcdJoinAction {
  const next = nextByCode[code] ?? "Look at `etcdctl member list` and decide what is to stay.";
  return { kind: "stop", code, what, why, next };
}

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

function voters(members: readonly EtcdMember[]): number {
  return members.filter((member) => !member.isLearner).length;
}

function idOf(member: EtcdMember | undefined): string {
  return member?.id ?? "";
}

function nameOf(member: EtcdMember | undefined): string {
  return member === undefined ? "" : `${member.name === "" ? "(not started)" : member.name} ${memberHexId(member.id)}`;
}
