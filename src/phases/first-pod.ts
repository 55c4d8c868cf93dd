import { criClient } from "../cri/client.ts";
import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { Phase } from "../engine/phase.ts";
import { KubewrightError } from "../errors.ts";
import { staticPodPath } from "../manifests/static-pods.ts";
import { waitStep } from "../steps/wait.ts";

/** Milliseconds after which the others follow all the same: it is a matter of speed, not of right. */
const patienceMs = 5_000;

/** Milliseconds between two looks at a runtime of this machine. */
const nearbyMs = 20;

/**
 * etcd's Pod alone first, the others when it has its place. A kubelet that makes the control groups of several Pods at its
 * first start loses one to a race with systemd now and then (cgroup v1: "mkdir …kubepods-burstable.slice…: no such file or
 * directory") and tries it again only after ten seconds or more. The API server would wait for etcd anyway.
 * @param everyMs between two looks at the runtime; 20 when left out
 */
export function firstPodPhase(node: { readonly name: string; readonly criSocket: string }, everyMs = nearbyMs): Phase {
  const wait = waitStep({
    id: "first-pod",
    title: "etcd's Pod has its place",
    until: sandboxThere(`etcd-${node.name}`, node.criSocket),
    timeoutMs: patienceMs * 2,
    everyMs,
    code: "FIRST_POD_MISSING",
    next: "See what the kubelet says: journalctl -u kubelet -e",
  });
  return { id: "kubelet-start/first-pod", title: "etcd's Pod has its place", steps: [wait] };
}

function sandboxThere(pod: string, socket: string): Fact<WaitAnswer> {
  let asked: number | undefined;
  return {
    name: `sandbox of ${pod}`,
    read: async (view) => {
      asked ??= performance.now();
      const manifests = await view.read([staticPodPath("etcd"), staticPodPath("kube-apiserver")]);
      if (!manifests.has(staticPodPath("etcd"))) return { done: true, found: "etcd does not run on this host" };
      if (manifests.has(staticPodPath("kube-apiserver"))) return { done: true, found: "the others are there already" };
      const cri = criClient({ view, socket });
      try {
        if ((await cri.sandboxes()).some(({ name, ready }) => name === pod && ready))
          return { done: true, found: `${pod} is there` };
      } catch (error) {
        // Whatever is wrong with the runtime shows, with its reason, where the API server is waited for.
        if (!(error instanceof KubewrightError)) throw error;
      } finally {
        cri.close();
      }
      return { done: performance.now() - asked > patienceMs, found: `${pod} is not there yet` };
    },
  };
}
