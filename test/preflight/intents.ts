import type {
  ClusterConfiguration,
  InitIntent,
  JoinConfiguration,
  NodeRegistration,
  Timeouts,
} from "../../src/config/v1beta4.ts";

const component = { extraArgs: [], extraVolumes: [], extraEnvs: [] };
const timeouts: Timeouts = {
  controlPlaneComponentHealthCheck: 240_000,
  kubeletHealthCheck: 240_000,
  kubernetesAPICall: 60_000,
  etcdAPICall: 120_000,
  tlsBootstrap: 300_000,
  discovery: 300_000,
  upgradeManifests: 300_000,
};
const registration: NodeRegistration = {
  name: "cp1",
  criSocket: "unix:///var/run/containerd/containerd.sock",
  taints: undefined,
  kubeletExtraArgs: [],
  ignorePreflightErrors: [],
  imagePullPolicy: "IfNotPresent",
  imagePullSerial: true,
};
const endpoint = { advertiseAddress: "10.0.0.11", bindPort: 6443, advertiseAddressGiven: true };

/** kubeadm's defaults as a ClusterConfiguration. */
export function clusterOf(change: Partial<ClusterConfiguration> = {}): ClusterConfiguration {
  return {
    etcd: {
      local: {
        imageRepository: "",
        imageTag: "",
        dataDir: "/var/lib/etcd",
        extraArgs: [],
        extraEnvs: [],
        serverCertSANs: [],
        peerCertSANs: [],
      },
    },
    networking: { serviceSubnet: "10.96.0.0/12", podSubnet: "", dnsDomain: "cluster.local" },
    kubernetesVersion: "v1.36.3",
    controlPlaneEndpoint: "",
    apiServer: { ...component, certSANs: [] },
    controllerManager: component,
    scheduler: component,
    dns: { imageRepository: "", imageTag: "", disabled: false },
    proxy: { disabled: false },
    certificatesDir: "/etc/kubernetes/pki",
    imageRepository: "registry.k8s.io",
    featureGates: {},
    clusterName: "kubernetes",
    encryptionAlgorithm: "RSA-2048",
    certificateValidityPeriod: 31_536_000_000,
    caCertificateValidityPeriod: 315_360_000_000,
    ...change,
  };
}

/** What `init` without a file is to make on a machine at 10.0.0.11. */
export function intentOf(
  cluster: Partial<ClusterConfiguration> = {},
  kubelet: Readonly<Record<string, unknown>> = {},
): InitIntent {
  return {
    init: {
      bootstrapTokens: [],
      dryRun: false,
      nodeRegistration: registration,
      localAPIEndpoint: endpoint,
      certificateKey: "",
      skipPhases: [],
      timeouts,
    },
    cluster: clusterOf(cluster),
    kubelet: { apiVersion: "kubelet.config.k8s.io/v1beta1", kind: "KubeletConfiguration", ...kubelet },
    kubeProxy: { apiVersion: "kubeproxy.config.k8s.io/v1alpha1", kind: "KubeProxyConfiguration" },
  };
}

/** A join with a token to 10.0.0.11, of a worker unless `controlPlane`. */
export function joinOf(controlPlane = false): JoinConfiguration {
  return {
    dryRun: false,
    nodeRegistration: { ...registration, name: "w1" },
    caCertPath: "/etc/kubernetes/pki/ca.crt",
    discovery: {
      kind: "token",
      token: "abcdef.0123456789abcdef",
      apiServerEndpoint: "10.0.0.11:6443",
      caCertHashes: [],
      unsafeSkipCAVerification: true,
      tlsBootstrapToken: "abcdef.0123456789abcdef",
    },
    controlPlane: controlPlane ? { localAPIEndpoint: endpoint, certificateKey: "" } : undefined,
    skipPhases: [],
    timeouts,
  };
}
