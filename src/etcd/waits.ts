import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { HostView } from "../host/host.ts";
import { done, look, notYet } from "../kube/waits.ts";
import type { EtcdClient } from "./client.ts";
import { type EtcdMember, memberAt } from "./member.ts";

/** An etcd client for a machine; rejects while there can be none. */
export type EtcdSource = (view: HostView) => Promise<EtcdClient>;

/** The member at this peer URL has published its name: it runs and has caught up with the member list. */
export function etcdMemberStarted(open: EtcdSource, peerUrl: string): Fact<WaitAnswer> {
  return aboutMember(open, peerUrl, "started", (member) =>
    member.name === ""
      ? notYet("the new etcd member has not started yet")
      : done(`etcd member ${member.name} has started`),
  );
}

/** The member at this peer URL votes. */
export function etcdMemberVotes(open: EtcdSource, peerUrl: string): Fact<WaitAnswer> {
  return aboutMember(open, peerUrl, "votes", (member) =>
    member.isLearner ? notYet("the new etcd member is still a learner") : done(`etcd member ${member.name} votes`),
  );
}

/** No other host is in etcd's slot for learners. */
export function etcdSlotFree(open: EtcdSource, peerUrl: string): Fact<WaitAnswer> {
  return look(`etcd learner slot free for ${peerUrl}`, async (view) => {
    const { members } = await (await open(view)).members();
    const other = members.find((member) => member.isLearner && !member.peerUrls.includes(peerUrl));
    return other === undefined
      ? done("no other member is learning")
      : notYet(`${other.peerUrls.join(", ")} is still learning`);
  });
}

/** The asked member has a leader and takes writes. */
export function etcdHealthy(open: EtcdSource, name = "etcd"): Fact<WaitAnswer> {
  return look(`${name} healthy`, async (view) =>
    (await (await open(view)).healthy()) ? done(`${name} is healthy`) : notYet(`${name} is not healthy yet`),
  );
}

function aboutMember(
  open: EtcdSource,
  peerUrl: string,
  want: string,
  judge: (member: EtcdMember) => WaitAnswer,
): Fact<WaitAnswer> {
  return look(`etcd member ${peerUrl} ${want}`, async (view) => {
    const member = memberAt((await (await open(view)).members()).members, peerUrl);
    return member === undefined ? notYet(`etcd has no member at ${peerUrl}`) : judge(member);
  });
}
