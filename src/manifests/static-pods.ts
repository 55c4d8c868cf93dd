import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { manifestsDir } from "../constants/paths.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { printYaml } from "../yaml.ts";
import { apiServerPod } from "./api-server-pod.ts";
import { applyPatches } from "./apply-patches.ts";
import type { ControlPlaneNode } from "./control-plane-node.ts";
import { controllerManagerPod } from "./controller-manager-pod.ts";
import { etcdPod, hasLocalEtcd } from "./etcd-pod.ts";
import type { ManifestPatch } from "./patch-file.ts";
import { printedPod } from "./printed-pod.ts";
import { schedulerPod } from "./scheduler-pod.ts";

export type StaticPodName = "etcd" | "kube-apiserver" | "kube-controller-manager" | "kube-scheduler";

/** Where the manifest of a static Pod stands. Mode 0600. */
export function staticPodPath(name: StaticPodName): string {
  return `${manifestsDir}/${name}.yaml`;
}

/** The static Pods of one control plane with its patches applied; without etcd where etcd is external. */
export function staticPods(
  cluster: ClusterConfiguration,
  node: ControlPlaneNode,
): ReadonlyMap<StaticPodName, KubeObject> {
  const pods: [StaticPodName, KubeObject][] = [
    ...(hasLocalEtcd(cluster) ? [["etcd", etcdPod(cluster, node)] as [StaticPodName, KubeObject]] : []),
    ["kube-apiserver", apiServerPod(cluster, node)],
    ["kube-controller-manager", controllerManagerPod(cluster, node)],
    ["kube-scheduler", schedulerPod(cluster, node)],
  ];
  return new Map(pods.map(([name, pod]) => [name, patched(name, pod, node.patches ?? [])]));
}

function patched(name: StaticPodName, pod: KubeObject, patches: readonly ManifestPatch[]): KubeObject {
  return patches.some(({ target }) => target === name) ? printedPod(applyPatches(name, pod, patches)) : pod;
}

/** The manifests as files: path to text. Each is written with mode 0600, owner root. */
export function staticPodFiles(cluster: ClusterConfiguration, node: ControlPlaneNode): ReadonlyMap<string, string> {
  return new Map([...staticPods(cluster, node)].map(([name, pod]) => [staticPodPath(name), printYaml(pod)]));
}
