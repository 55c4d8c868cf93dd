import { controlPlanesOf } from "../config/cluster-intent.ts";
import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import { lostPeer, type Peers } from "../engine/peers.ts";
import type { Phase } from "../engine/phase.ts";
import type { Step } from "../engine/step.ts";
import { quorumOf } from "../etcd/quorum.ts";
import { done, look, notYet } from "../kube/waits.ts";
import { waitStep } from "../steps/wait.ts";
import type { ApplyRun } from "./apply-run.ts";
import { whileHope, whileWorkedFor } from "./while-hope.ts";

/**
 * Milliseconds after which a wait for other hosts gives up in any case: a day. Each of them has deadlines of its own, and
 * its failure ends the wait at once; how long they pull images is not this wait's to judge.
 */
const asLongAsTheyGoOnMs = 24 * 3_600_000;

/** Phase control-planes: every control plane of this run has found itself healthy. It ends when one of them has failed. */
export function allHealthyPhase(names: readonly string[], { milestones, peers }: ApplyRun): Phase {
  const missing = () => names.filter((name) => !milestones.isReached(name, "healthy"));
  const title = "all control planes are healthy";
  const until = look(title, async () => {
    const [first, ...more] = missing();
    if (first === undefined) return done("all are healthy");
    return notYet(`${[first, ...more].join(", ")} ${more.length === 0 ? "is" : "are"} not healthy yet`);
  });
  return {
    id: "control-planes",
    title: "All control planes are healthy",
    steps: [patientStep("all-healthy", title, unlessLost(until, peers, missing), "CONTROL_PLANES_NOT_HEALTHY")],
  };
}

/** Phase quorum: so many control planes of a founding run etcd that it can take writes. Only then an API server's own deadline begins. */
export function quorumPhase({ intent, milestones, peers }: ApplyRun): Phase {
  const names = controlPlanesOf(intent).map(({ name }) => name);
  const needed = quorumOf(names.length);
  const title = "enough control planes run etcd";
  const until = look(title, async () => {
    const missing = names.filter((name) => !milestones.isReached(name, "started"));
    if (names.length - missing.length >= needed) return done(`${names.length - missing.length} run it`);
    return notYet(`waiting for ${missing.join(", ")}`);
  });
  const step = patientStep("quorum", title, whileHope(until, peers, names, needed), "ETCD_NO_QUORUM");
  return { id: "quorum", title: "Enough control planes run etcd", steps: [step] };
}

/** Phase cluster: some API server of the cluster answers. It ends when so many control planes have failed that none ever will, and where all are done, after the time that a failing call has. */
export function clusterAnswersPhase(run: ApplyRun): Phase {
  return { id: "cluster", title: "The cluster answers", steps: [clusterAnswersStep(run)] };
}

/** The wait of that phase alone. */
export function clusterAnswersStep({ intent, api, peers, settled, milestones }: ApplyRun): Step {
  const title = "an API server of the cluster answers";
  const controlPlanes = controlPlanesOf(intent);
  const names = controlPlanes.map(({ name }) => name);
  const until = look(title, async () => {
    if (settled.length === 0 && !milestones.mayBeReached(names, "started")) return notYet("none is started yet");
    return (await api.answers()) ? done("one answers") : notYet("none answers yet");
  });
  const worked = whileWorkedFor(until, {
    isWorkedFor: () => names.some((name) => !milestones.isReached(name, "healthy") && peers.failureOf(name) === null),
    leftMs: Math.max(...controlPlanes.map(({ timeouts }) => timeouts.kubernetesAPICall)),
    failed: {
      code: "CLUSTER_SILENT",
      what: "No API server of the cluster answers, and all control planes are done.",
      next: "See what the control planes say: journalctl -u kubelet -e; ls /var/log/pods",
    },
    now: () => performance.now(),
  });
  return patientStep("answers", title, whileHope(worked, peers, names, quorumOf(names.length)), "CLUSTER_SILENT");
}

function patientStep(id: string, title: string, until: Fact<WaitAnswer>, code: string): Step {
  const next = "See what the control planes say: journalctl -u kubelet -e; ls /var/log/pods";
  return waitStep({ id, title, until, timeoutMs: asLongAsTheyGoOnMs, code, next });
}

function unlessLost(wait: Fact<WaitAnswer>, peers: Peers, names: () => readonly string[]): Fact<WaitAnswer> {
  return {
    name: wait.name,
    read: async (view) => {
      const answer = await wait.read(view);
      const failed = answer.done
        ? undefined
        : names()
            .map((name) => lostPeer(peers, name))
            .find((lost) => lost);
      return failed ? { ...answer, failed } : answer;
    },
  };
}
