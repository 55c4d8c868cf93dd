import type { Found } from "./found-members.ts";
import type { EtcdJoinAction, EtcdJoinState } from "./join-state.ts";
import { type EtcdMember, memberHexId } from "./member.ts";
import { stop } from "./membership-stop.ts";

/** One state of an interrupted join. */
export interface MembershipRow {
  readonly when: string;
  readonly matches: (state: EtcdJoinState, mine: Found) => boolean;
  readonly act: (state: EtcdJoinState, mine: Found) => EtcdJoinAction;
}

/** The states in which an interrupted join may be found, and what is done in each. The first row that matches counts. */
export const etcdMembershipTable: readonly MembershipRow[] = [
  {
    when: "the data cannot be read",
    matches: ({ data }) => data.state === "unreadable",
    act: () =>
      stop(
        "ETCD_DATA_UNREADABLE",
        "the etcd data directory holds files that are no etcd data",
        "it cannot be said whose they are",
      ),
  },
  {
    when: "the data is another cluster's",
    matches: ({ data, clusterId }) => data.state === "present" && data.clusterId !== clusterId,
    act: ({ data, clusterId }) =>
      stop(
        "ETCD_FOREIGN_DATA",
        "the etcd data directory holds another cluster's data",
        `it is of cluster ${data.state === "present" ? memberHexId(data.clusterId) : ""}, this one is ${memberHexId(clusterId)}`,
      ),
  },
  {
    when: "the data is of a member that was removed",
    matches: ({ data }, { ofData }) => data.state === "present" && ofData === undefined,
    act: () =>
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
    act: ({ self }, { ofData, atAddress }) =>
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
    act: (_state, { ofData }) => ({
      kind: "promote",
      memberId: idOf(ofData),
      why: "it was added as a learner before",
    }),
  },
  {
    when: "the data is this member's and it votes",
    matches: (_state, { ofData }) => ofData !== undefined,
    act: (_state, { ofData }) => ({ kind: "keep", memberId: idOf(ofData), why: "it is a voting member already" }),
  },
  {
    when: "no data, and a learner of this address that never started",
    matches: (_state, { atAddress }) => atAddress?.isLearner === true && atAddress.name === "",
    act: (_state, { atAddress }) => ({
      kind: "start",
      memberId: idOf(atAddress),
      why: "it was added before, but never started",
    }),
  },
  {
    when: "no data, and a learner of this address that had started",
    matches: (_state, { atAddress }) => atAddress?.isLearner === true,
    act: (_state, { atAddress }) => ({ kind: "remove", memberId: idOf(atAddress), why: "it has lost its data" }),
  },
  {
    when: "no data, and a voter of this address and name, or without one",
    matches: ({ self }, { atAddress }) =>
      atAddress !== undefined && (atAddress.name === self.name || atAddress.name === ""),
    act: ({ members }, { atAddress }) =>
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
    act: ({ self }, { atAddress }) =>
      stop(
        "ETCD_ADDRESS_TAKEN",
        `another etcd member has the address ${self.peerUrl}`,
        `it is member ${nameOf(atAddress)}`,
      ),
  },
  {
    when: "no data, and a learner of this name at another address",
    matches: (_state, { ofName }) => ofName?.isLearner === true,
    act: (_state, { ofName }) => ({
      kind: "remove",
      memberId: idOf(ofName),
      why: `a learner of this name was left behind at ${ofName?.peerUrls.join(", ") ?? ""}`,
    }),
  },
  {
    when: "no data, and a voter of this name at another address",
    matches: (_state, { ofName }) => ofName !== undefined,
    act: (_state, { ofName }) =>
      stop(
        "ETCD_NAME_TAKEN",
        `etcd already has a member named ${ofName?.name ?? ""}`,
        `it is at ${ofName?.peerUrls.join(", ") ?? ""}: another host with this name, or this host before its address changed`,
      ),
  },
  {
    when: "no trace of this host, and another host is learning",
    matches: (_state, { otherLearner }) => otherLearner !== undefined,
    act: (_state, { otherLearner }) => ({
      kind: "wait",
      memberId: idOf(otherLearner),
      why: `etcd takes one learner at a time; ${otherLearner?.peerUrls.join(", ") ?? ""} is one`,
    }),
  },
  {
    when: "no trace of this host",
    matches: () => true,
    act: () => ({ kind: "add", why: "it is no member yet" }),
  },
];

function voters(members: readonly EtcdMember[]): number {
  return members.filter((member) => !member.isLearner).length;
}

function idOf(member: EtcdMember | undefined): string {
  return member?.id ?? "";
}

function nameOf(member: EtcdMember | undefined): string {
  return member === undefined ? "" : `${member.name === "" ? "(not started)" : member.name} ${memberHexId(member.id)}`;
}
