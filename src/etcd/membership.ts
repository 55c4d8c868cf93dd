import { foundMembers } from "./found-members.ts";
import type { EtcdJoinAction, EtcdJoinState } from "./join-state.ts";
import { etcdMembershipTable } from "./membership-table.ts";

/** The action for a state, from the table. */
export function etcdJoinAction(state: EtcdJoinState): EtcdJoinAction {
  const found = foundMembers(state);
  const row = etcdMembershipTable.find((one) => one.matches(state, found));
  return row?.act(state, found) ?? { kind: "add", why: "it is no member yet" };
}
