import type { ClusterConfiguration } from "../../src/config/v1beta4.ts";
import type { ControlPlaneNode } from "../../src/manifests/control-plane-node.ts";
import { type StaticPodName, staticPodPath, staticPodText } from "../../src/manifests/static-pods.ts";

const names: readonly StaticPodName[] = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];

/** All manifests of a control plane: path to text. */
export function staticPodFiles(cluster: ClusterConfiguration, node: ControlPlaneNode): ReadonlyMap<string, string> {
  const files = names.map((name) => [staticPodPath(name), staticPodText(name, cluster, node)] as const);
  return new Map(files.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])));
}
