import { namespaces } from "../constants/names.ts";
import { criClient } from "../cri/client.ts";
import { removeSandbox } from "../cri/remove-sandbox.ts";
import type { CriSandbox } from "../cri/runtime-objects.ts";
import type { Change, WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import { type StaticPodName, staticPodPath } from "../manifests/static-pods.ts";
import { systemctl } from "../steps/service.ts";
import { step } from "../steps/step.ts";

const names: readonly StaticPodName[] = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];

/** Whose static Pods are looked at. */
export interface PodOwner {
  readonly node: string;
  readonly criSocket: string;
}

/**
 * Lets the kubelet take up manifests that were corrected before the API server ever answered. Until it has heard from an API
 * server once, a kubelet ends no Pod (its sources are not ready), so it keeps the Pod of the old manifest and never starts
 * the new one. It is started again then, and the Pods that are older than their manifests are removed.
 * @param answers whether the API server answers: where it does, the kubelet sees to it by itself
 */
export function forgottenPodsStep({ node, criSocket }: PodOwner, answers: Fact<WaitAnswer>): Step {
  return step("forgotten-pods", "Pods of earlier manifests", async (context) => {
    const old = await olderThanManifests(context, node, criSocket);
    if (old.length === 0 || (await answers.read(context.host)).done) return [];
    const restart = systemctl("Restart kubelet.service", ["restart", "--", "kubelet.service"], []);
    return [restart, ...old.map((pod) => removal(pod, criSocket))];
  });
}

async function olderThanManifests(
  { host }: StepContext,
  node: string,
  criSocket: string,
): Promise<readonly CriSandbox[]> {
  const [written, sandboxes] = await Promise.all([
    host.modified(names.map(staticPodPath)),
    sandboxesOn(host, criSocket),
  ]);
  const manifests = new Map(names.map((name) => [`${name}-${node}`, written.get(staticPodPath(name))]));
  return sandboxes.filter(({ name, namespace, ready, createdAt }) => {
    const writtenAt = manifests.get(name);
    return ready && namespace === namespaces.system && writtenAt !== undefined && milliseconds(createdAt) < writtenAt;
  });
}

/** None where the runtime does not answer: what is wrong with it shows, with its reason, where the API server is waited for. */
async function sandboxesOn(view: HostView, socket: string): Promise<readonly CriSandbox[]> {
  const cri = criClient({ view, socket });
  try {
    return await cri.sandboxes();
  } catch (error) {
    if (error instanceof KubewrightError) return [];
    throw error;
  } finally {
    cri.close();
  }
}

function removal({ id, name }: CriSandbox, socket: string): Change {
  return {
    kind: "call",
    title: `container runtime: stop and remove the earlier Pod ${name}`,
    makes: [],
    perform: async (view) => {
      const cri = criClient({ view, socket });
      try {
        await removeSandbox(cri, id);
      } finally {
        cri.close();
      }
    },
  };
}

/** The runtime counts nanoseconds, files milliseconds. */
function milliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n) / 1000;
}
