import type { EtcdJoinAction, EtcdJoinState } from "./join-state.ts";
import { etcdMembershipTable, type Found } from "./membership-table.ts";

/** The action for a state, from the table. */
export function etcdJoinAction(state: EtcdJoinState): EtcdJoinAction {
  const found = find(state);
  const row = etcdMembershipTable.find((one) => one.matches(state, found));
  return row?.act(state, found) ?? { kind: "add", why: "it is no member yet" };
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
