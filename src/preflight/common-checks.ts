import type { NodeRegistration } from "../config/v1beta4.ts";
import { kubeletDir, kubernetesDir, kubewrightDir } from "../constants/paths.ts";
import { ports } from "../constants/ports.ts";
import { newestKubernetesMinor } from "../constants/versions.ts";
import type { Check } from "./check.ts";
import { glibcNewEnough } from "./checks/glibc.ts";
import { hostnameResolves } from "./checks/hostname.ts";
import { inotifyEnough } from "./checks/inotify.ts";
import { serviceKubelet } from "./checks/kubelet-service.ts";
import { portFree } from "./checks/ports.ts";
import { programsExist } from "./checks/programs.ts";
import { resolverUsable } from "./checks/resolver.ts";
import { runtimeNewEnough, runtimeReady } from "./checks/runtime.ts";
import { swap } from "./checks/swap.ts";
import { systemVerification } from "./checks/system-verification.ts";
import { timeSynchronized } from "./checks/time-sync.ts";
import { kubeletFits } from "./checks/versions.ts";

/** The newest Kubernetes that this program was made for, as a version without patch. */
export const newestKubernetes = `v1.${newestKubernetesMinor}`;

/** Directories in which every node gets files. */
export const writtenEverywhere: readonly string[] = [kubernetesDir, kubeletDir, kubewrightDir];

/** What is known of the node to be. */
export interface NodeToCome {
  readonly registration: NodeRegistration;
  /** null: not known before the cluster is asked. */
  readonly kubernetesVersion: string | null;
  /** Where its peers reach it; null when only its default route tells. */
  readonly address: string | null;
  /** The KubeletConfiguration to come; null when the cluster holds it. */
  readonly kubelet: Readonly<Record<string, unknown>> | null;
}

/** What every kind of node needs: kubeadm's common set, then ours. */
export function commonChecks(node: NodeToCome): readonly Check[] {
  const { registration, kubelet } = node;
  return [
    runtimeReady(registration.criSocket),
    runtimeNewEnough(registration.criSocket),
    swap(kubelet),
    ...programsExist(["losetup", "mount", "cp"]),
    systemVerification(kubelet),
    hostnameResolves(registration.name, node.address),
    kubeletFits(node.kubernetesVersion, newestKubernetes),
    serviceKubelet,
    portFree(ports.kubelet),
    resolverUsable(resolvConfOf(kubelet)),
    timeSynchronized,
    inotifyEnough,
    glibcNewEnough,
  ];
}

/** "" in the file as kubeadm prints it means: not set. */
function resolvConfOf(kubelet: Readonly<Record<string, unknown>> | null): unknown {
  return kubelet?.["resolvConf"] || undefined;
}
