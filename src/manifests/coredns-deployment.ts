import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { controlPlaneTaint, labels } from "../constants/labels.ts";
import { configMapKeys, configMaps, namespaces } from "../constants/names.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { coreDnsImage } from "./images.ts";

const app = { [labels.app]: "kube-dns" };

/** The Deployment named coredns. */
export function coreDnsDeployment(cluster: ClusterConfiguration, replicas: number): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { labels: app, name: "coredns", namespace: namespaces.system },
    spec: {
      replicas,
      selector: { matchLabels: app },
      strategy: { rollingUpdate: { maxUnavailable: 1 }, type: "RollingUpdate" },
      template: { metadata: { labels: app }, spec: podSpec(coreDnsImage(cluster)) },
    },
  };
}

function podSpec(image: string): object {
  return {
    affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [apart()] } },
    containers: [container(image)],
    dnsPolicy: "Default",
    nodeSelector: { "kubernetes.io/os": "linux" },
    priorityClassName: "system-cluster-critical",
    serviceAccountName: "coredns",
    tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }, controlPlaneTaint],
    volumes: [
      {
        configMap: {
          items: [{ key: configMapKeys.coredns, path: configMapKeys.coredns }],
          name: configMaps.coredns,
        },
        name: "config-volume",
      },
    ],
  };
}

/** Rather not two on one node. */
function apart(): object {
  const labelSelector = { matchExpressions: [{ key: labels.app, operator: "In", values: ["kube-dns"] }] };
  return { podAffinityTerm: { labelSelector, topologyKey: labels.hostname }, weight: 100 };
}

function container(image: string): object {
  const port = (name: string, containerPort: number, protocol = "TCP"): object => ({ containerPort, name, protocol });
  return {
    args: ["-conf", "/etc/coredns/Corefile"],
    image,
    imagePullPolicy: "IfNotPresent",
    livenessProbe: {
      failureThreshold: 5,
      httpGet: { path: "/health", port: "liveness-probe", scheme: "HTTP" },
      initialDelaySeconds: 60,
      successThreshold: 1,
      timeoutSeconds: 5,
    },
    name: "coredns",
    ports: [
      port("dns", 53, "UDP"),
      port("dns-tcp", 53),
      port("metrics", 9153),
      port("liveness-probe", 8080),
      port("readiness-probe", 8181),
    ],
    readinessProbe: { httpGet: { path: "/ready", port: "readiness-probe", scheme: "HTTP" } },
    resources: { limits: { memory: "170Mi" }, requests: { cpu: "100m", memory: "70Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    },
    volumeMounts: [{ mountPath: "/etc/coredns", name: "config-volume", readOnly: true }],
  };
}
