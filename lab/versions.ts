/** The Kubernetes release of the lab, pinned in lab/components/kubernetes-1.36/go.mod. */
export const KUBERNETES_VERSION = "v1.36.3";

/** As `kubeadm config images list` of KUBERNETES_VERSION names it. */
export const ETCD_IMAGE = "registry.k8s.io/etcd:3.6.8-0";

/** As kubeadm names it; the binary inside is the version pinned in lab/components/coredns. */
export const COREDNS_IMAGE = "registry.k8s.io/coredns/coredns:v1.14.2";

/** As kubeadm and containerd's default configuration name it. */
export const PAUSE_IMAGE = "registry.k8s.io/pause:3.10.2";

/** The image that lab/flannel.yaml runs. */
export const FLANNEL_IMAGE = "ghcr.io/flannel-io/flannel:v0.28.4";

/** A small image for test Pods: busybox with sh, httpd, wget and nslookup. */
export const TEST_IMAGE = "lab.local/busybox:1";
