import type { EtcdJoinState } from "./join-state.ts";
import type { EtcdMember } from "./member.ts";

/** The members that may be this host, each seen from another side. */
export interface Found {
  readonly atAddress: EtcdMember | undefined;
  readonly ofData: EtcdMember | undefined;
  readonly ofName: EtcdMember | undefined;
  readonly otherLearner: EtcdMember | undefined;
}

/** Looks for this host in the member list: by its address, its data and its name. */
export function foundMembers({ members, self, data }: EtcdJoinState): Found {
  const atAddress = members.find((member) => member.peerUrls.includes(self.peerUrl));
  return {
    atAddress,
    ofData: data.state === "present" ? members.find((member) => member.id === data.memberId) : undefined,
    ofName: members.find((member) => member.name === self.name && member !== atAddress),
    otherLearner: members.find((member) => member.isLearner && member !== atAddress),
  };
}
