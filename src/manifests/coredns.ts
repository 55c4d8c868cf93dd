import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { labels } from "../constants/labels.ts";
import { clusterRoleBindings, clusterRoles, configMapKeys, configMaps, namespaces } from "../constants/names.ts";
import type { KubeObject } from "../engine/object-store.ts";
import { dnsServiceAddress } from "../ip/service-address.ts";
import { applyPatches } from "./apply-patches.ts";
import { coreDnsDeployment } from "./coredns-deployment.ts";
import { corefile } from "./corefile.ts";
import type { ManifestPatch } from "./patch-file.ts";
import { clusterRole, clusterRoleBinding, serviceAccount } from "./rbac.ts";

const metadata = { name: "coredns", namespace: namespaces.system };

/** What an existing cluster keeps of its own. */
export interface CoreDnsOptions {
  /** The count of a Deployment that exists; 2 when left out. */
  readonly replicas?: number;
  /** A Corefile that somebody edited. */
  readonly corefile?: string;
  readonly patches?: readonly ManifestPatch[];
}

/** Everything of cluster DNS, in the order of creation. */
export function coreDnsObjects(cluster: ClusterConfiguration, options: CoreDnsOptions = {}): KubeObject[] {
  const deployment = coreDnsDeployment(cluster, options.replicas ?? 2);
  const text = options.corefile ?? corefile(cluster.networking.dnsDomain);
  return [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { ...metadata, name: configMaps.coredns },
      data: { [configMapKeys.coredns]: text },
    },
    clusterRole(clusterRoles.coredns, [
      { apiGroups: [""], resources: ["endpoints", "services", "pods", "namespaces"], verbs: ["list", "watch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
    ]),
    clusterRoleBinding(clusterRoleBindings.coredns, clusterRoles.coredns, [serviceAccount("coredns")]),
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    applyPatches("corednsdeployment", deployment, options.patches ?? []),
    dnsService(cluster),
  ];
}

/** The Service named kube-dns; its address is the tenth of the service subnet. */
function dnsService(cluster: ClusterConfiguration): KubeObject {
  const port = (name: string, number: number, protocol: string): object => ({
    name,
    port: number,
    protocol,
    targetPort: number,
  });
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      annotations: { "prometheus.io/port": "9153", "prometheus.io/scrape": "true" },
      labels: {
        [labels.app]: "kube-dns",
        "kubernetes.io/cluster-service": "true",
        "kubernetes.io/name": "CoreDNS",
      },
      name: "kube-dns",
      namespace: namespaces.system,
    },
    spec: {
      clusterIP: dnsServiceAddress(cluster.networking.serviceSubnet),
      ports: [port("dns", 53, "UDP"), port("dns-tcp", 53, "TCP"), port("metrics", 9153, "TCP")],
      selector: { [labels.app]: "kube-dns" },
    },
  };
}
