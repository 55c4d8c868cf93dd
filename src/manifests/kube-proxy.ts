import type { ClusterConfiguration, ComponentConfiguration, EnvironmentVariable } from "../config/v1beta4.ts";
import { labels } from "../constants/labels.ts";
import {
  clusterRoleBindings,
  clusterRoles,
  configMapKeys,
  configMaps,
  groups,
  namespaces,
  roles,
} from "../constants/names.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { hashAnnotation } from "./config-hash.ts";
import { mergeEnvironment } from "./environment.ts";
import { kubernetesImage } from "./images.ts";
import { kubeProxyConfigText } from "./kube-proxy-configuration.ts";
import { clusterRoleBinding, group, readOne, serviceAccount } from "./rbac.ts";

const name = "kube-proxy";
const app = { [labels.app]: name };
const serviceAccountDir = "/var/run/secrets/kubernetes.io/serviceaccount";

export interface KubeProxyOptions {
  /** The URL of the control plane, "https://…". */
  readonly server: string;
  /** See environment.ts. */
  readonly proxyEnvironment: readonly EnvironmentVariable[];
  /** Whether the user wrote a KubeProxyConfiguration. */
  readonly userSupplied: boolean;
}

/** Everything of kube-proxy, in the order of creation. */
export function kubeProxyObjects(
  cluster: ClusterConfiguration,
  kubeProxy: ComponentConfiguration,
  options: KubeProxyOptions,
): KubeObject[] {
  const target = { namespace: namespaces.system, resource: "configmaps", name: configMaps.kubeProxy } as const;
  return [
    kubeProxyConfigMap(kubeProxy, options),
    kubeProxyDaemonSet(cluster, options.proxyEnvironment),
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: namespaces.system } },
    clusterRoleBinding(clusterRoleBindings.nodeProxier, clusterRoles.nodeProxier, [serviceAccount(name)]),
    ...readOne(roles.kubeProxy, target, [group(groups.bootstrappers)]),
  ];
}

/** ConfigMap kube-proxy. */
export function kubeProxyConfigMap(
  kubeProxy: ComponentConfiguration,
  options: Pick<KubeProxyOptions, "server" | "userSupplied">,
): KubeObject {
  const data = {
    [configMapKeys.kubeProxy]: kubeProxyConfigText(kubeProxy),
    [configMapKeys.kubeProxyKubeconfig]: kubeconfigText(options.server),
  };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      ...hashAnnotation(data, options.userSupplied),
      labels: { app: name },
      name: configMaps.kubeProxy,
      namespace: namespaces.system,
    },
    data,
  };
}

/** In kubeadm's own order of keys and without a newline at the end: part of the hash. */
function kubeconfigText(server: string): string {
  return `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority: ${serviceAccountDir}/ca.crt
    server: ${server}
  name: default
contexts:
- context:
    cluster: default
    namespace: default
    user: default
  name: default
current-context: default
users:
- name: default
  user:
    tokenFile: ${serviceAccountDir}/token`;
}

/** The DaemonSet: one on every Linux node, whatever its taints. */
function kubeProxyDaemonSet(cluster: ClusterConfiguration, environment: readonly EnvironmentVariable[]): KubeObject {
  const nodeName = { name: "NODE_NAME", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "spec.nodeName" } } };
  const container = {
    command: [
      "/usr/local/bin/kube-proxy",
      `--config=/var/lib/kube-proxy/${configMapKeys.kubeProxy}`,
      "--hostname-override=$(NODE_NAME)",
    ],
    env: [nodeName, ...mergeEnvironment(environment)],
    image: kubernetesImage(cluster, "kube-proxy"),
    imagePullPolicy: "IfNotPresent",
    name,
    securityContext: { privileged: true },
    volumeMounts: [
      { mountPath: "/var/lib/kube-proxy", name: configMaps.kubeProxy },
      { mountPath: "/run/xtables.lock", name: "xtables-lock" },
      { mountPath: "/lib/modules", name: "lib-modules", readOnly: true },
    ],
  };
  const volumes = [
    { configMap: { name: configMaps.kubeProxy }, name: configMaps.kubeProxy },
    { hostPath: { path: "/run/xtables.lock", type: "FileOrCreate" }, name: "xtables-lock" },
    { hostPath: { path: "/lib/modules" }, name: "lib-modules" },
  ];
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { labels: app, name, namespace: namespaces.system },
    spec: {
      selector: { matchLabels: app },
      template: { metadata: { labels: app }, spec: podSpec(container, volumes) },
      updateStrategy: { type: "RollingUpdate" },
    },
  };
}

function podSpec(container: object, volumes: readonly object[]): object {
  return {
    containers: [container],
    hostNetwork: true,
    nodeSelector: { "kubernetes.io/os": "linux" },
    priorityClassName: "system-node-critical",
    serviceAccountName: name,
    tolerations: [{ operator: "Exists" }],
    volumes,
  };
}
