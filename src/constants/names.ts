/** Names of objects, users and groups that kubeadm, the kubelet and the API server agree on. */

export const namespaces = { system: "kube-system", public: "kube-public" } as const;

export const groups = {
  clusterAdmins: "kubeadm:cluster-admins",
  /** Whoever joins with a bootstrap token that kubeadm made. */
  bootstrappers: "system:bootstrappers:kubeadm:default-node-token",
  nodes: "system:nodes",
  masters: "system:masters",
} as const;

export const users = {
  anonymous: "system:anonymous",
  apiServerKubeletClient: "kube-apiserver-kubelet-client",
} as const;

export const configMaps = {
  kubeadm: "kubeadm-config",
  kubelet: "kubelet-config",
  kubeProxy: "kube-proxy",
  coredns: "coredns",
  clusterInfo: "cluster-info",
} as const;

/** The keys under which those ConfigMaps hold their documents. */
export const configMapKeys = {
  kubeadm: "ClusterConfiguration",
  kubelet: "kubelet",
  kubeProxy: "config.conf",
  kubeProxyKubeconfig: "kubeconfig.conf",
  coredns: "Corefile",
  clusterInfo: "kubeconfig",
} as const;

/** The Secret that carries certificate authorities to joining control planes. */
export const certificatesSecretName = "kubeadm-certs";

/** "bootstrap-token-<id>" */
export const bootstrapTokenSecretPrefix = "bootstrap-token-";
export const bootstrapTokenSecretType = "bootstrap.kubernetes.io/token";

/** "jws-kubeconfig-<token id>", in cluster-info. */
export const jwsKeyPrefix = "jws-kubeconfig-";

export const roles = {
  kubeadmConfig: "kubeadm:nodes-kubeadm-config",
  kubeletConfig: "kubeadm:kubelet-config",
  certificates: "kubeadm:kubeadm-certs",
  clusterInfo: "kubeadm:bootstrap-signer-clusterinfo",
  kubeProxy: "kube-proxy",
} as const;

export const clusterRoles = {
  getNodes: "kubeadm:get-nodes",
  coredns: "system:coredns",
  /** Built into kube-apiserver: */
  clusterAdmin: "cluster-admin",
  nodeBootstrapper: "system:node-bootstrapper",
  approveNodeClient: "system:certificates.k8s.io:certificatesigningrequests:nodeclient",
  approveSelfNodeClient: "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient",
  kubeletApiAdmin: "system:kubelet-api-admin",
  nodeProxier: "system:node-proxier",
} as const;

export const clusterRoleBindings = {
  clusterAdmins: "kubeadm:cluster-admins",
  getNodes: "kubeadm:get-nodes",
  kubeletBootstrap: "kubeadm:kubelet-bootstrap",
  approveBootstrap: "kubeadm:node-autoapprove-bootstrap",
  approveRotation: "kubeadm:node-autoapprove-certificate-rotation",
  apiServerKubeletClient: "kubeadm:apiserver-kubelet-client",
  coredns: "system:coredns",
  nodeProxier: "kubeadm:node-proxier",
} as const;
