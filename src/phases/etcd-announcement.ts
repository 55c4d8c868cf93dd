import { namespaces } from "../constants/names.ts";
import { criClient } from "../cri/client.ts";
import type { CallChange } from "../engine/change.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { askAgain } from "../etcd/ask-again.ts";
import type { HostView } from "../host/host.ts";
import { step } from "../steps/step.ts";
import { type EtcdMembership, membersOf, peerUrl } from "./etcd-membership.ts";

/** Milliseconds in which a member serves that has heard its announcement: it does so at once. */
const patienceMs = 400;
/** Seconds that etcd has to end by itself; a member that does not serve yet has nothing to hand over. */
const graceSeconds = 2;
const lookEveryMs = 50;

/**
 * The learner serves. A new member gets the leader's snapshot, for etcd 3.6 always compacts the first entry of its log away
 * (compactRaftLog in its server.go); when the member's own announcement is in that snapshot, it does not hear that it was
 * heard, serves nobody, and asks again only after seven seconds (publishV3 and ReqTimeout). Started once more it announces itself
 * again and is heard at once. A learner has no vote: nobody misses it meanwhile, as somebody would after its promotion.
 */
export function etcdAnnouncementStep(member: EtcdMembership, criSocket: string): Step {
  return step("etcd-announced", "This host's etcd member serves as a learner", async (context) => {
    const { members } = await membersOf(member, context.host, context.signal);
    const own = members.find(({ peerUrls }) => peerUrls.includes(peerUrl(member)));
    if (own?.isLearner !== true || (await serves(context, member))) return [];
    const again: CallChange = {
      kind: "call",
      title: "etcd: start the learner once more, for it has not heard its own announcement",
      makes: [],
      perform: (host, signal) => startAgain(host, member, criSocket, signal),
    };
    return [again];
  });
}

async function serves({ host }: StepContext, member: EtcdMembership): Promise<boolean> {
  return (await member.openLocal(host)).status({ deadlineMs: patienceMs }).then(
    () => true,
    () => false,
  );
}

async function startAgain(view: HostView, member: EtcdMembership, socket: string, signal: AbortSignal): Promise<void> {
  const cri = criClient({ view, socket });
  try {
    const running = (await cri.containers()).filter(
      ({ name, podName, podNamespace, state }) =>
        name === "etcd" &&
        podName === `etcd-${member.name}` &&
        podNamespace === namespaces.system &&
        state === "running",
    );
    await Promise.all(running.map(({ id }) => cri.stopContainer(id, graceSeconds)));
  } finally {
    cri.close();
  }
  const etcd = await member.openLocal(view);
  await askAgain(() => etcd.status(), { withinMs: member.timeoutMs, everyMs: lookEveryMs, signal });
}
