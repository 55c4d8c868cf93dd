import { readdirSync, readFileSync } from "node:fs";
import type { ClusterConfiguration, ComponentConfiguration } from "../../src/config/v1beta4.ts";
import type { ControlPlaneNode } from "../../src/manifests/control-plane-node.ts";
import { proxyEnvironment } from "../../src/manifests/environment.ts";
import type { KubeletNode } from "../../src/manifests/kubelet-node.ts";
import { readPatches } from "../../src/manifests/read-patches.ts";
import type { DeviationId } from "./deviations.ts";
import { cluster, controlPlaneNode, kubelet, kubeletNode, kubeProxy } from "./observed-cluster.ts";

/** A configuration given to real kubeadm, as the rooms see it, and which deviations its files show. */
export interface Case {
  readonly name: string;
  readonly cluster: ClusterConfiguration;
  readonly node: ControlPlaneNode;
  readonly kubelet: ComponentConfiguration;
  readonly kubeletNode: KubeletNode;
  readonly kubeProxy: ComponentConfiguration;
  readonly server: string;
  readonly deviations: readonly DeviationId[];
}

/** What the machine was called on which kubeadm ran for the cases. */
const hostname = "vm";

const plain = {
  cluster: { ...cluster, controlPlaneEndpoint: "" },
  node: controlPlaneNode("cp1", "10.77.0.11"),
  kubelet: without(kubelet, "failCgroupV1"),
  kubeletNode: { ...kubeletNode("cp1"), hostname },
  kubeProxy: without(kubeProxy, "conntrack"),
  server: "https://10.77.0.11:6443",
  deviations: ["controller-manager-api-limits"],
} as const satisfies Omit<Case, "name">;

function without(configuration: ComponentConfiguration, key: string): ComponentConfiguration {
  const { [key]: _, ...rest } = configuration;
  return rest as ComponentConfiguration;
}

/** A text below the case's directory. */
export function caseText(name: string, path: string): string {
  return readFileSync(new URL(`cases/${name}/${path}`, import.meta.url), "utf8");
}

function patchesOf(name: string): ReturnType<typeof readPatches> {
  const files = readdirSync(new URL(`cases/${name}/patches`, import.meta.url));
  return readPatches(files.map((file) => ({ path: file, text: caseText(name, `patches/${file}`) })));
}

const everything: Case = {
  ...plain,
  name: "everything",
  cluster: {
    ...plain.cluster,
    clusterName: "demo",
    controlPlaneEndpoint: "api.example.org:8443",
    imageRepository: "registry.example.org:5000/mirror",
    certificatesDir: "/etc/kubernetes/own pki",
    networking: { podSubnet: "10.244.0.0/16", serviceSubnet: "10.100.0.0/16", dnsDomain: "example.internal" },
    apiServer: {
      certSANs: [],
      extraArgs: [
        { name: "v", value: "4" },
        { name: "authorization-config", value: "/etc/kubernetes/authz.yaml" },
        { name: "etcd-servers", value: "https://10.0.0.1:2379" },
        { name: "feature-gates", value: "A=true" },
        { name: "feature-gates", value: "B=false" },
        { name: "bind-address", value: "0.0.0.0" },
      ],
      extraVolumes: [
        {
          name: "audit",
          hostPath: "/var/log/audit",
          mountPath: "/audit",
          readOnly: false,
          pathType: "DirectoryOrCreate",
        },
        { name: "ca-certs", hostPath: "/opt/certs", mountPath: "/etc/ssl/certs", readOnly: true, pathType: "" },
      ],
      extraEnvs: [
        { name: "GODEBUG", value: "x509sha1=1" },
        { name: "NODE", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "spec.nodeName" } } },
        { name: "NO_PROXY", value: "own" },
      ],
    },
    controllerManager: {
      extraArgs: [
        { name: "bind-address", value: "0.0.0.0" },
        { name: "cluster-signing-duration", value: "24h" },
        { name: "kube-api-qps", value: "20" },
      ],
      extraVolumes: [],
      extraEnvs: [],
    },
    scheduler: {
      extraArgs: [
        { name: "bind-address", value: "10.77.0.11" },
        { name: "leader-elect", value: "false" },
      ],
      extraVolumes: [
        {
          name: "kubeconfig",
          hostPath: "/etc/kubernetes/sched.conf",
          mountPath: "/etc/kubernetes/scheduler.conf",
          readOnly: true,
          pathType: "File",
        },
      ],
      extraEnvs: [],
    },
    etcd: {
      local: {
        dataDir: "/srv/etcd",
        imageRepository: "quay.example.org/etcd",
        imageTag: "3.6.9-1",
        extraArgs: [
          { name: "listen-metrics-urls", value: "https://0.0.0.0:9381,http://127.0.0.1:2381" },
          { name: "quota-backend-bytes", value: "8589934592" },
          { name: "advertise-client-urls", value: "https://10.77.0.11:2379,https://other:2379" },
        ],
        extraEnvs: [{ name: "ETCD_LOG", value: "yes" }],
        serverCertSANs: [],
        peerCertSANs: [],
      },
    },
    dns: { imageRepository: "registry.example.org/dns", imageTag: "v9", disabled: false },
  },
  node: {
    ...plain.node,
    name: "first.example.org",
    endpoint: { advertiseAddress: "10.77.0.11", bindPort: 7443 },
    healthCheckMs: 365_000,
    proxyEnvironment: proxyEnvironment({
      https_proxy: "http://proxy:3128",
      NO_PROXY: "10.0.0.0/8,.svc",
      empty_proxy: "",
      PATH: "/bin",
    }),
  },
  kubelet: {
    ...plain.kubelet,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true, cacheTTL: "2m0s" },
      x509: { clientCAFile: "/etc/kubernetes/own pki/ca.crt" },
    },
    clusterDNS: ["10.100.0.10"],
    clusterDomain: "example.internal",
    maxPods: 50,
    systemReserved: { cpu: "200m", memory: "1Gi" },
    evictionHard: { "memory.available": "100Mi" },
    tlsCipherSuites: ["TLS_AES_128_GCM_SHA256"],
    logging: { format: "json", verbosity: 2 },
    memorySwap: { swapBehavior: "LimitedSwap" },
  },
  kubeletNode: {
    ...plain.kubeletNode,
    name: "first.example.org",
    criSocket: "unix:///run/crio/crio.sock",
    extraArgs: [
      { name: "node-labels", value: 'zone=a,note="x"' },
      { name: "v", value: "4" },
      { name: "v", value: "5" },
    ],
  },
  server: "https://api.example.org:8443",
  deviations: [],
};

const ipv6: Case = {
  ...plain,
  name: "ipv6",
  cluster: {
    ...plain.cluster,
    networking: {
      podSubnet: "fd01::/48,10.244.0.0/16",
      serviceSubnet: "fd02::/112,10.96.0.0/16",
      dnsDomain: "cluster.local",
    },
  },
  node: controlPlaneNode("cp1", "fd00:77::11"),
  kubelet: { ...plain.kubelet, clusterDNS: ["fd02::a"] },
  kubeProxy: { ...plain.kubeProxy, bindAddress: "::", clusterCIDR: "fd01::/48,10.244.0.0/16" },
  server: "https://[fd00:77::11]:6443",
};

const externalEtcd: Case = {
  ...plain,
  name: "external-etcd",
  cluster: {
    ...plain.cluster,
    networking: { ...plain.cluster.networking, podSubnet: "" },
    featureGates: { NodeLocalCRISocket: false },
    proxy: { disabled: true },
    dns: { ...plain.cluster.dns, disabled: true },
    etcd: {
      external: {
        endpoints: ["https://10.0.0.1:2379", "https://10.0.0.2:2379"],
        httpEndpoints: ["https://10.0.0.1:2379", "https://10.0.0.2:2379"],
        caFile: "/srv/etcd/pki/ca/ca.crt",
        certFile: "/srv/etcd/client/client.crt",
        keyFile: "/srv/etcd/client/private/client.key",
      },
    },
  },
  kubeletNode: { ...plain.kubeletNode, nodeLocalCriSocket: false },
  kubeProxy: without(plain.kubeProxy, "clusterCIDR"),
};

const patched: Case = {
  ...plain,
  name: "patched",
  node: { ...plain.node, patches: patchesOf("patched").patches },
  kubeletNode: { ...plain.kubeletNode, patches: patchesOf("patched").patches },
};

export const cases: readonly Case[] = [everything, ipv6, externalEtcd, patched];

/** What the patches directory of the case "patched" holds besides patches. */
export const ignoredPatchFiles: readonly string[] = patchesOf("patched").ignored;
