import type { ClusterConfiguration } from "../../src/config/v1beta4.ts";

const component = { extraArgs: [], extraVolumes: [], extraEnvs: [] };

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
