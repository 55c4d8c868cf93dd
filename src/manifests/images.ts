import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { type CompanionTags, companionTags, defaultImageRepository } from "../constants/images.ts";
import { newestKubernetesMinor, oldestKubernetesMinor } from "../constants/versions.ts";

/** What is released with Kubernetes and carries its version. */
export type KubernetesComponent = "kube-apiserver" | "kube-controller-manager" | "kube-scheduler" | "kube-proxy";

/** The tags that belong to a Kubernetes version; a version outside the table gets the nearest row. */
export function companionTagsOf(kubernetesVersion: string): CompanionTags {
  const minor = Number(/^v?1\.(\d+)/.exec(kubernetesVersion)?.[1] ?? newestKubernetesMinor);
  const nearest = Math.min(Math.max(minor, oldestKubernetesMinor), newestKubernetesMinor);
  return companionTags[nearest] ?? { etcd: "", coredns: "", pause: "" };
}

/** The image of a component of Kubernetes itself. What may not stand in a tag ("+") becomes "_". */
export function kubernetesImage(cluster: ClusterConfiguration, component: KubernetesComponent): string {
  const tag = cluster.kubernetesVersion.replaceAll(/[^-A-Za-z0-9_.]/g, "_");
  return `${cluster.imageRepository}/${component}:${tag}`;
}

/** The image of etcd; with external etcd the one that would be used. */
export function etcdImage(cluster: ClusterConfiguration): string {
  const local = cluster.etcd.local;
  const repository = local?.imageRepository || cluster.imageRepository;
  return `${repository}/etcd:${local?.imageTag || companionTagsOf(cluster.kubernetesVersion).etcd}`;
}

/** The image of CoreDNS. Only the default repository keeps it in a directory of its own. */
export function coreDnsImage(cluster: ClusterConfiguration): string {
  const own = cluster.dns.imageRepository;
  const repository = own || cluster.imageRepository;
  const directory = repository === defaultImageRepository ? `${repository}/coredns` : repository;
  return `${directory}/coredns:${cluster.dns.imageTag || companionTagsOf(cluster.kubernetesVersion).coredns}`;
}

/** The image of the container that holds a Pod's namespaces. */
function pauseImage(cluster: ClusterConfiguration): string {
  return `${cluster.imageRepository}/pause:${companionTagsOf(cluster.kubernetesVersion).pause}`;
}

/** Every image a control plane needs, in the order of `kubeadm config images list`. */
export function clusterImages(cluster: ClusterConfiguration): readonly string[] {
  return [
    kubernetesImage(cluster, "kube-apiserver"),
    kubernetesImage(cluster, "kube-controller-manager"),
    kubernetesImage(cluster, "kube-scheduler"),
    ...(cluster.proxy.disabled ? [] : [kubernetesImage(cluster, "kube-proxy")]),
    ...(cluster.dns.disabled ? [] : [coreDnsImage(cluster)]),
    pauseImage(cluster),
    ...(cluster.etcd.local === undefined ? [] : [etcdImage(cluster)]),
  ];
}
