import { criClient } from "../cri/client.ts";
import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { Phase } from "../engine/phase.ts";
import { KubewrightError } from "../errors.ts";
import { staticPodCgroups } from "../facts/static-pod-cgroups.ts";
import type { HostView } from "../host/host.ts";
import { staticPodPath } from "../manifests/static-pods.ts";
import { waitStep } from "../steps/wait.ts";

/** Milliseconds after which the others follow all the same: it is a matter of speed, not of right. */
const patienceMs = 5_000;

/** Milliseconds between two looks at a machine that is near. */
const nearbyMs = 20;

/** Milliseconds between two questions to the container runtime, for a kubelet that makes its control groups elsewhere, or none. */
const runtimeEveryMs = 500;

/**
 * etcd's Pod alone first, the others when it has its control group. A kubelet that makes the control groups of several Pods at its
 * first start loses one to a race with systemd now and then (cgroup v1: "mkdir …kubepods-burstable.slice…: no such file or
 * directory") and tries it again only after ten seconds or more. The API server would wait for etcd anyway.
 * @param everyMs between two looks at the machine; 20 when left out
 */
export function firstPodPhase(node: { readonly name: string; readonly criSocket: string }, everyMs = nearbyMs): Phase {
  const wait = waitStep({
    id: "first-pod",
    title: "etcd's Pod has its place",
    until: placed(`etcd-${node.name}`, node.criSocket),
    timeoutMs: patienceMs * 2,
    everyMs,
    code: "FIRST_POD_MISSING",
    next: "See what the kubelet says: journalctl -u kubelet -e",
  });
  return { id: "kubelet-start/first-pod", title: "etcd's Pod has its place", steps: [wait] };
}

function placed(pod: string, socket: string): Fact<WaitAnswer> {
  let began: number | undefined;
  let runtimeAsked = Number.NEGATIVE_INFINITY;
  return {
    name: `place of ${pod}`,
    read: async (view) => {
      const now = performance.now();
      began ??= now;
      const [manifests, cgroups] = await Promise.all([
        view.read([staticPodPath("etcd"), staticPodPath("kube-apiserver")]),
        staticPodCgroups.read(view),
      ]);
      if (!manifests.has(staticPodPath("etcd"))) return { done: true, found: "etcd does not run on this host" };
      if (manifests.has(staticPodPath("kube-apiserver"))) return { done: true, found: "the others are there already" };
      if (cgroups.length > 0) return { done: true, found: `${pod} has its control group` };
      if (now - runtimeAsked >= runtimeEveryMs) {
        runtimeAsked = now;
        if (await hasSandbox(view, pod, socket)) return { done: true, found: `${pod} is there` };
      }
      return { done: performance.now() - began > patienceMs, found: `${pod} is not there yet` };
    },
  };
}

/** False also when the runtime does not answer: why shows where the API server is waited for. */
async function hasSandbox(view: HostView, pod: string, socket: string): Promise<boolean> {
  const cri = criClient({ view, socket });
  try {
    return (await cri.sandboxes()).some(({ name, ready }) => name === pod && ready);
  } catch (error) {
    if (!(error instanceof KubewrightError)) throw error;
    return false;
  } finally {
    cri.close();
  }
}
