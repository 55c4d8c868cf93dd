import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { clusterImages } from "../manifests/images.ts";

/** Every image that a control plane needs, without repetition, in the order of `kubeadm config images list`. */
export function requiredImages(cluster: ClusterConfiguration): readonly string[] {
  return [...new Set(clusterImages(cluster))];
}
