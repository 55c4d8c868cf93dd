import { setTimeout as pause } from "node:timers/promises";
import type { Change } from "../engine/change.ts";
import type { Phase } from "../engine/phase.ts";
import type { Step } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { etcdPauses } from "../etcd/ask-again.ts";
import type { EtcdClient } from "../etcd/client.ts";
import { etcdData } from "../etcd/data-identity.ts";
import type { EtcdJoinAction } from "../etcd/join-state.ts";
import { etcdJoinAction } from "../etcd/membership.ts";
import { etcdHealthy } from "../etcd/waits.ts";
import type { HostView } from "../host/host.ts";
import { step } from "../steps/step.ts";
import { waitStep } from "../steps/wait.ts";
import { type EtcdMembership, membersOf, peerUrl } from "./etcd-membership.ts";

/** Milliseconds between two looks while another host learns. */
const lookEveryMs = 100;

/** Phase check-etcd: the cluster this node joins has a healthy etcd. */
export function checkEtcdPhase(member: EtcdMembership): Phase {
  return {
    id: "check-etcd",
    title: "The cluster's etcd is healthy",
    steps: [
      waitStep({
        id: "etcd-healthy",
        title: "etcd is healthy",
        until: etcdHealthy(member.open, "the cluster's etcd"),
        timeoutMs: member.timeoutMs,
        code: "ETCD_UNHEALTHY",
        next: "Bring etcd to health before a member is added: kubectl -n kube-system get pods -l component=etcd",
      }),
    ],
  };
}

/** This host is in etcd's member list, as the table of interrupted joins says. */
export function membershipStep(member: EtcdMembership): Step {
  return step("etcd-membership", "This host is a member of etcd", async (context) => {
    const action = await nextAction(context.host, member, context.signal);
    if (isSettled(action)) return [];
    if (action.kind === "stop") throw stopped(action);
    const change: Change = {
      kind: "call",
      title: titleOf(action, member),
      makes: [],
      perform: (host, signal) => settle(host, member, signal),
    };
    return [change];
  });
}

/** Carries out one action after the other until the list is right: each is looked up anew, so two hosts that join at once take turns. */
async function settle(host: HostView, member: EtcdMembership, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + member.timeoutMs;
  for (;;) {
    const action = await nextAction(host, member, signal);
    if (isSettled(action)) return;
    if (action.kind === "stop") throw stopped(action);
    if (performance.now() > deadline) throw timedOut(action);
    if (!(await acted(await member.open(host), action, member))) await pause(lookEveryMs, undefined, { signal });
  }
}

/** False where the next look is to tell what to do. */
async function acted(etcd: EtcdClient, action: EtcdJoinAction, member: EtcdMembership): Promise<boolean> {
  try {
    if (action.kind === "add") await etcd.addLearner(peerUrl(member));
    if (action.kind === "remove") await etcd.remove(action.memberId);
    if (action.kind === "update-address") await etcd.update(action.memberId, [peerUrl(member)]);
  } catch (error) {
    // Another host was quicker, or etcd pauses and may have done it all the same.
    const passes = ["ETCD_TOO_MANY_LEARNERS", "ETCD_PEER_EXISTS", "ETCD_NO_SUCH_MEMBER", ...etcdPauses];
    if (!(error instanceof KubewrightError) || !passes.includes(error.code)) throw error;
    return false;
  }
  return action.kind !== "wait";
}

async function nextAction(view: HostView, member: EtcdMembership, signal: AbortSignal): Promise<EtcdJoinAction> {
  const [list, data] = await Promise.all([membersOf(member, view, signal), etcdData(member.dataDir).read(view)]);
  const { clusterId, members } = list;
  return etcdJoinAction({ clusterId, members, self: { name: member.name, peerUrl: peerUrl(member) }, data });
}

function isSettled(action: EtcdJoinAction): boolean {
  return action.kind === "start" || action.kind === "promote" || action.kind === "keep";
}

function titleOf(action: EtcdJoinAction, member: EtcdMembership): string {
  const titles: Readonly<Record<string, string>> = {
    add: `etcd: add ${member.name} as a learner`,
    wait: `etcd: add ${member.name} as a learner when the slot is free`,
    remove: `etcd: replace the member of ${member.name}`,
    "update-address": `etcd: tell the others that ${member.name} is at ${peerUrl(member)}`,
  };
  return `${titles[action.kind] ?? action.kind} (${action.why})`;
}

function stopped(action: Extract<EtcdJoinAction, { kind: "stop" }>): KubewrightError {
  return new KubewrightError(action.code, action);
}

function timedOut(action: EtcdJoinAction): KubewrightError {
  return new KubewrightError("ETCD_SLOT_TAKEN", {
    what: "This host could not become a member of etcd in time.",
    why: action.kind === "stop" ? action.what : action.why,
    next: "See who is learning: etcdctl member list. When that host is gone for good: etcdctl member remove ID. Then run the same command again.",
  });
}
