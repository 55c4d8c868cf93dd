export const defaultImageRepository = "registry.k8s.io";

/** The tags of what is not released together with Kubernetes. */
export interface CompanionTags {
  readonly etcd: string;
  readonly coredns: string;
  readonly pause: string;
}

/** By Kubernetes minor: what the last measured kubeadm of that minor uses (1.34.4, 1.35.4, 1.36.3). */
export const companionTags: Readonly<Record<number, CompanionTags>> = {
  34: { etcd: "3.6.5-0", coredns: "v1.12.1", pause: "3.10.1" },
  35: { etcd: "3.6.6-0", coredns: "v1.13.1", pause: "3.10.1" },
  36: { etcd: "3.6.8-0", coredns: "v1.14.2", pause: "3.10.2" },
};
