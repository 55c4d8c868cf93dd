/** Labels of Nodes and of the Pods by which kubeadm finds its own. */
export const labels = {
  controlPlane: "node-role.kubernetes.io/control-plane",
  excludeFromLoadBalancers: "node.kubernetes.io/exclude-from-external-load-balancers",
  hostname: "kubernetes.io/hostname",
  component: "component",
  tier: "tier",
  app: "k8s-app",
} as const;

/** The value of `tier` on the static Pods. */
export const controlPlaneTier = "control-plane";

/** The taint that keeps ordinary Pods off control planes unless the configuration says otherwise. */
export const controlPlaneTaint = { key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" } as const;

export const annotations = {
  /** On the kube-apiserver Pod: "address:port". Every later kubeadm reads the endpoint of a node from it. */
  apiServerEndpoint: "kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint",
  /** On the etcd Pod: a URL. When one etcd Pod lacks it, every etcd operation of kubeadm fails. */
  etcdClientUrls: "kubeadm.kubernetes.io/etcd.advertise-client-urls",
  /** On ConfigMaps that hold a component's configuration which the user did not write. */
  componentConfigHash: "kubeadm.kubernetes.io/component-config.hash",
  /** On Nodes, written by kubeadm before 1.36; read, never written. */
  legacyCriSocket: "kubeadm.alpha.kubernetes.io/cri-socket",
} as const;
