import { posix } from "node:path";
import type { Argument, ClusterConfiguration } from "../config/v1beta4.ts";
import { annotations } from "../constants/labels.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { argumentsOf, argumentValue, mergeArguments } from "./arguments.ts";
import type { ControlPlaneNode } from "./control-plane-node.ts";
import { mergeEnvironment } from "./environment.ts";
import { externalEtcdMounts } from "./external-etcd-mounts.ts";
import { caMounts, directoryMount, mergeMounts } from "./host-path-volumes.ts";
import { kubernetesImage } from "./images.ts";
import { etcdClientUrl, hostPort, loopbackLike } from "./network.ts";
import { staticPod } from "./pod.ts";
import { probeHost } from "./probes.ts";

/** kube-apiserver of one control plane. */
export function apiServerPod(cluster: ClusterConfiguration, node: ControlPlaneNode): KubeObject {
  const host = probeHost(node.endpoint.advertiseAddress);
  const live = { host, path: "/livez", scheme: "HTTPS" } as const;
  return staticPod({
    name: "kube-apiserver",
    image: kubernetesImage(cluster, "kube-apiserver"),
    command: ["kube-apiserver", ...apiServerArguments(cluster, node)],
    environment: mergeEnvironment(node.proxyEnvironment, cluster.apiServer.extraEnvs),
    port: node.endpoint.bindPort,
    probes: {
      liveness: live,
      readiness: { ...live, path: "/readyz" },
      startup: live,
      healthCheckMs: node.healthCheckMs,
    },
    requests: { cpu: "250m" },
    mounts: mergeMounts(
      [
        directoryMount("k8s-certs", cluster.certificatesDir),
        ...caMounts(node.caDirectories),
        ...externalEtcdMounts(cluster),
      ],
      cluster.apiServer.extraVolumes,
    ),
    annotations: { [annotations.apiServerEndpoint]: hostPort(node.endpoint.advertiseAddress, node.endpoint.bindPort) },
  });
}

/** The flags of kube-apiserver. A structured authorization file takes the place of the default modes. */
function apiServerArguments(cluster: ClusterConfiguration, node: Pick<ControlPlaneNode, "endpoint">): string[] {
  const { extraArgs } = cluster.apiServer;
  const structured = argumentValue(extraArgs, "authorization-config") !== undefined;
  const defaults = [
    ...argumentsOf({
      "advertise-address": node.endpoint.advertiseAddress,
      "allow-privileged": "true",
      ...(structured ? {} : { "authorization-mode": "Node,RBAC" }),
      "enable-admission-plugins": "NodeRestriction",
      "enable-bootstrap-token-auth": "true",
      "kubelet-preferred-address-types": "InternalIP,ExternalIP,Hostname",
      "requestheader-allowed-names": "front-proxy-client",
      "requestheader-extra-headers-prefix": "X-Remote-Extra-",
      "requestheader-group-headers": "X-Remote-Group",
      "requestheader-username-headers": "X-Remote-User",
      "secure-port": String(node.endpoint.bindPort),
      "service-account-issuer": `https://kubernetes.default.svc.${cluster.networking.dnsDomain}`,
      "service-cluster-ip-range": cluster.networking.serviceSubnet,
    }),
    ...certificateArguments(cluster.certificatesDir),
    ...etcdArguments(cluster, node),
  ];
  return mergeArguments(defaults, extraArgs);
}

function certificateArguments(certificatesDir: string): Argument[] {
  const inDir = (file: string): string => posix.join(certificatesDir, file);
  return argumentsOf({
    "client-ca-file": inDir("ca.crt"),
    "kubelet-client-certificate": inDir("apiserver-kubelet-client.crt"),
    "kubelet-client-key": inDir("apiserver-kubelet-client.key"),
    "proxy-client-cert-file": inDir("front-proxy-client.crt"),
    "proxy-client-key-file": inDir("front-proxy-client.key"),
    "requestheader-client-ca-file": inDir("front-proxy-ca.crt"),
    "service-account-key-file": inDir("sa.pub"),
    "service-account-signing-key-file": inDir("sa.key"),
    "tls-cert-file": inDir("apiserver.crt"),
    "tls-private-key-file": inDir("apiserver.key"),
  });
}

function etcdArguments(cluster: ClusterConfiguration, node: Pick<ControlPlaneNode, "endpoint">): Argument[] {
  const { external, local } = cluster.etcd;
  if (external !== undefined) {
    const hasClient = external.certFile !== "" && external.keyFile !== "";
    return argumentsOf({
      "etcd-servers": external.endpoints.join(","),
      ...(external.caFile === "" ? {} : { "etcd-cafile": external.caFile }),
      ...(hasClient ? { "etcd-certfile": external.certFile, "etcd-keyfile": external.keyFile } : {}),
    });
  }
  const own = etcdClientUrl(loopbackLike(node.endpoint.advertiseAddress));
  return argumentsOf({
    "etcd-cafile": posix.join(cluster.certificatesDir, "etcd/ca.crt"),
    "etcd-certfile": posix.join(cluster.certificatesDir, "apiserver-etcd-client.crt"),
    "etcd-keyfile": posix.join(cluster.certificatesDir, "apiserver-etcd-client.key"),
    "etcd-servers": argumentValue(local.extraArgs, "advertise-client-urls") ?? own,
  });
}
