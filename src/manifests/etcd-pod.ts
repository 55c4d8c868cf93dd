import { posix } from "node:path";
import type { ClusterConfiguration, LocalEtcd } from "../config/v1beta4.ts";
import { annotations } from "../constants/labels.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { argumentsOf, mergeArguments } from "./arguments.ts";
import type { ControlPlaneNode, EtcdInitialCluster } from "./control-plane-node.ts";
import { mergeEnvironment } from "./environment.ts";
import { etcdMetrics } from "./etcd-metrics.ts";
import { directoryMount } from "./host-path-volumes.ts";
import { etcdImage } from "./images.ts";
import { etcdClientUrl, etcdPeerUrl, loopbackLike } from "./network.ts";
import { staticPod } from "./pod.ts";

type LocalCluster = ClusterConfiguration & { readonly etcd: { readonly local: LocalEtcd } };

/** Whether this tool runs etcd, rather than only using one. */
export function hasLocalEtcd(cluster: ClusterConfiguration): cluster is LocalCluster {
  return cluster.etcd.local !== undefined;
}

/** The etcd member of one control plane. */
export function etcdPod(cluster: LocalCluster, node: ControlPlaneNode): KubeObject {
  const { local } = cluster.etcd;
  const metrics = etcdMetrics(local, node.endpoint.advertiseAddress);
  const target = { host: metrics.host, scheme: metrics.scheme };
  const data = directoryMount("etcd-data", local.dataDir, false);
  const certificates = directoryMount("etcd-certs", `${cluster.certificatesDir}/etcd`, false);
  return staticPod({
    name: "etcd",
    image: etcdImage(cluster),
    command: ["etcd", ...etcdArguments(cluster, node)],
    environment: mergeEnvironment(local.extraEnvs),
    port: metrics.port,
    probes: {
      liveness: { ...target, path: "/livez" },
      readiness: { ...target, path: "/readyz" },
      startup: { ...target, path: "/readyz" },
      healthCheckMs: node.healthCheckMs,
    },
    requests: { cpu: "100m", memory: "100Mi" },
    mounts: [data, certificates],
    volumes: [certificates, data],
    annotations: { [annotations.etcdClientUrls]: etcdClientUrl(node.endpoint.advertiseAddress) },
  });
}

/** The flags of etcd. */
export function etcdArguments(
  cluster: LocalCluster,
  node: Pick<ControlPlaneNode, "name" | "endpoint" | "etcd">,
): string[] {
  const address = node.endpoint.advertiseAddress;
  const loopback = loopbackLike(address);
  const inDir = (file: string): string => posix.join(cluster.certificatesDir, "etcd", file);
  const self = { members: [{ name: node.name, peerUrl: etcdPeerUrl(address) }], state: "new" } as const;
  const defaults = argumentsOf({
    "advertise-client-urls": etcdClientUrl(address),
    "cert-file": inDir("server.crt"),
    "client-cert-auth": "true",
    "data-dir": cluster.etcd.local.dataDir,
    "feature-gates": "InitialCorruptCheck=true",
    "initial-advertise-peer-urls": etcdPeerUrl(address),
    ...initialCluster(node.etcd ?? self),
    "key-file": inDir("server.key"),
    "listen-client-urls": `${etcdClientUrl(loopback)},${etcdClientUrl(address)}`,
    "listen-metrics-urls": etcdMetrics({ extraArgs: [] }, address).url,
    "listen-peer-urls": etcdPeerUrl(address),
    name: node.name,
    "peer-cert-file": inDir("peer.crt"),
    "peer-client-cert-auth": "true",
    "peer-key-file": inDir("peer.key"),
    "peer-trusted-ca-file": inDir("ca.crt"),
    "snapshot-count": "10000",
    "trusted-ca-file": inDir("ca.crt"),
    "watch-progress-notify-interval": "5s",
  });
  return mergeArguments(defaults, cluster.etcd.local.extraArgs);
}

/** "new" is etcd's own default and, as kubeadm does, not written. */
function initialCluster(cluster: EtcdInitialCluster): Record<string, string> {
  return {
    "initial-cluster": cluster.members.map(({ name, peerUrl }) => `${name}=${peerUrl}`).join(","),
    ...(cluster.state === "existing" ? { "initial-cluster-state": "existing" } : {}),
    ...(cluster.token === undefined ? {} : { "initial-cluster-token": cluster.token }),
  };
}
