import { readFileSync } from "node:fs";
import type { ComponentConfiguration } from "../../src/config/v1beta4.ts";
import { hostCaDirectories } from "../../src/constants/paths.ts";
import type { ControlPlaneNode } from "../../src/manifests/control-plane-node.ts";
import type { KubeletNode } from "../../src/manifests/kubelet-node.ts";
import { clusterOf } from "../support/cluster-of.ts";

/** kubeadm.yaml of the observed cluster as every room sees it after defaulting. */
export const cluster = clusterOf({
  networking: { serviceSubnet: "10.96.0.0/12", podSubnet: "10.244.0.0/16", dnsDomain: "cluster.local" },
  controlPlaneEndpoint: "cp1:6443",
});

/** What the user wrote, with what kubeadm sets by itself, without the fields nobody set. */
export const kubelet: ComponentConfiguration = {
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: "/etc/kubernetes/pki/ca.crt" },
  },
  authorization: { mode: "Webhook" },
  cgroupDriver: "systemd",
  clusterDNS: ["10.96.0.10"],
  clusterDomain: "cluster.local",
  failCgroupV1: false,
  healthzBindAddress: "127.0.0.1",
  healthzPort: 10248,
  rotateCertificates: true,
  staticPodPath: "/etc/kubernetes/manifests",
};

export const kubeProxy: ComponentConfiguration = {
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  bindAddress: "0.0.0.0",
  clientConnection: { kubeconfig: "/var/lib/kube-proxy/kubeconfig.conf" },
  clusterCIDR: "10.244.0.0/16",
  conntrack: { maxPerCore: 0 },
};

/** The directories that the observed Debian host had. */
const debianCaDirectories = hostCaDirectories.slice(2);

/** One of the observed control planes. */
export function controlPlaneNode(name: string, advertiseAddress: string): ControlPlaneNode {
  return {
    name,
    endpoint: { advertiseAddress, bindPort: 6443 },
    healthCheckMs: 240_000,
    caDirectories: debianCaDirectories,
    proxyEnvironment: [],
    externalCa: false,
  };
}

/** One of the observed kubelets; only the first one's socket was written in the configuration. */
export function kubeletNode(name: string): KubeletNode {
  const socket = name === "cp1" ? "/run/containerd/containerd.sock" : "/var/run/containerd/containerd.sock";
  return {
    name,
    hostname: name,
    criSocket: `unix://${socket}`,
    registerTaints: [],
    extraArgs: [],
    nodeLocalCriSocket: true,
  };
}

/** A file of the answer key. */
export function observed(path: string): string {
  return readFileSync(new URL(`kubeadm-1.36.3/${path}`, import.meta.url), "utf8");
}
