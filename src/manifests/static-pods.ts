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

const made = {
  "kube-apiserver": apiServerPod,
  "kube-controller-manager": controllerManagerPod,
  "kube-scheduler": schedulerPod,
};

/** The text of a control plane's manifest with its patches applied, to be written with mode 0600; undefined for etcd's where etcd is external. */
export function staticPodText(
  name: StaticPodName,
  cluster: ClusterConfiguration,
  node: ControlPlaneNode,
): string | undefined {
  const pod = name === "etcd" ? hasLocalEtcd(cluster) && etcdPod(cluster, node) : made[name](cluster, node);
  return pod === false ? undefined : printYaml(patched(name, pod, node.patches ?? []));
}

function patched(name: StaticPodName, pod: KubeObject, patches: readonly ManifestPatch[]): KubeObject {
  return patches.some(({ target }) => target === name) ? printedPod(applyPatches(name, pod, patches)) : pod;
}
