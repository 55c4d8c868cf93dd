import type {
  ClusterConfiguration,
  InitIntent,
  JoinConfiguration,
  NodeRegistration,
  Timeouts,
} from "../../src/config/v1beta4.ts";
import { clusterOf } from "../support/cluster-of.ts";

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
