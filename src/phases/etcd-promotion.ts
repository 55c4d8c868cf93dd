import type { Change } from "../engine/change.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { askAgain, doneWhen, etcdPauses } from "../etcd/ask-again.ts";
import { etcdHealthy, etcdMemberStarted } from "../etcd/waits.ts";
import type { HostView } from "../host/host.ts";
import { step } from "../steps/step.ts";
import { waitStep } from "../steps/wait.ts";
import { etcdAnnouncementStep } from "./etcd-announcement.ts";
import { type EtcdMembership, membersOf, peerUrl } from "./etcd-membership.ts";

/** Milliseconds between two looks while this host's member catches up. */
const lookEveryMs = 100;

/** The member has started, serves, votes, and serves as a voter. */
export function promotionSteps(member: EtcdMembership, criSocket: string): readonly Step[] {
  const url = peerUrl(member);
  return [
    waitStep({
      id: "etcd-started",
      title: "this host's etcd member has started",
      until: etcdMemberStarted(member.open, url),
      timeoutMs: member.timeoutMs,
      everyMs: 50,
      code: "ETCD_MEMBER_NOT_STARTED",
      next: "See what etcd says on this host: ls /var/log/pods/kube-system_etcd*; journalctl -u kubelet -e",
    }),
    etcdAnnouncementStep(member, criSocket),
    step("etcd-promotion", "This host's etcd member votes", (context) => promotion(context, member)),
    waitStep({
      id: "etcd-serves",
      title: "this host's etcd member serves",
      until: etcdHealthy(member.openLocal, "this host's etcd"),
      timeoutMs: member.timeoutMs,
      everyMs: 50,
      code: "ETCD_MEMBER_NOT_HEALTHY",
      next: "See what etcd says on this host: ls /var/log/pods/kube-system_etcd*",
    }),
  ];
}

async function promotion(context: StepContext, member: EtcdMembership): Promise<readonly Change[]> {
  const { members } = await membersOf(member, context.host, context.signal);
  const own = members.find((one) => one.peerUrls.includes(peerUrl(member)));
  if (own?.isLearner !== true) return [];
  return [
    {
      kind: "call",
      title: `etcd: promote ${member.name} from learner to voter`,
      makes: [],
      perform: (host, signal) => promote(host, member, own.id, signal),
    },
  ];
}

/** etcd refuses while the learner is behind; asked again until it has caught up. One that votes by now was promoted by a request whose answer was lost. */
async function promote(host: HostView, member: EtcdMembership, id: string, signal: AbortSignal): Promise<void> {
  const etcd = await member.open(host);
  const passing = ["ETCD_NOT_IN_SYNC", ...etcdPauses];
  const promoted = () => doneWhen("ETCD_NOT_LEARNER", etcd.promote(id));
  await askAgain(promoted, { withinMs: member.timeoutMs, everyMs: lookEveryMs, signal, passing });
}
