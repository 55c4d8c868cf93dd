import type { ClusterConfiguration } from "../config/v1beta4.ts";
import type { AlternativeNames } from "./alternative-names.ts";
import type { AuthorityId, CertificateId, CertificateSpec, Usage } from "./certificate-spec.ts";
import { firstAddress, ipBytes, ipText, isIpAddress } from "./ip-bytes.ts";

/** Where an authority is below the certificates directory, without ending. */
export const authorityFiles: Readonly<Record<AuthorityId, string>> = {
  ca: "ca",
  "front-proxy-ca": "front-proxy-ca",
  "etcd-ca": "etcd/ca",
};

/** The control-plane node whose certificates these are. */
export interface CatalogNode {
  readonly name: string;
  readonly advertiseAddress: string;
}

/** Every certificate of a control-plane node in kubeadm's order, each authority before what it signs. With external etcd the etcd ones are left out. */
export function certificateCatalog(cluster: ClusterConfiguration, node: CatalogNode): readonly CertificateSpec[] {
  const authority = authorityOf(cluster);
  const leaf = leafOf(cluster);
  const specs = [
    authority("ca", "ca", "kubernetes", "certificate authority of the cluster"),
    leaf(
      "apiserver",
      "apiserver",
      "ca",
      "kube-apiserver",
      ["server"],
      "serving certificate of the API server",
      apiServerNames(cluster, node),
    ),
    leaf(
      "apiserver-kubelet-client",
      "apiserver-kubelet-client",
      "ca",
      "kube-apiserver-kubelet-client",
      ["client"],
      "certificate of the API server for kubelets",
    ),
    authority("front-proxy-ca", "front-proxy-ca", "front-proxy-ca", "certificate authority of the front proxy"),
    leaf(
      "front-proxy-client",
      "front-proxy-client",
      "front-proxy-ca",
      "front-proxy-client",
      ["client"],
      "certificate of the front proxy for extension API servers",
    ),
  ];
  return cluster.etcd.local === undefined ? specs : [...specs, ...etcdSpecs(cluster, node)];
}

function etcdSpecs(cluster: ClusterConfiguration, node: CatalogNode): readonly CertificateSpec[] {
  const leaf = leafOf(cluster);
  const { serverCertSANs = [], peerCertSANs = [] } = cluster.etcd.local ?? {};
  const both: readonly Usage[] = ["server", "client"];
  return [
    authorityOf(cluster)("etcd-ca", "etcd/ca", "etcd-ca", "certificate authority of etcd"),
    leaf(
      "etcd-server",
      "etcd/server",
      "etcd-ca",
      node.name,
      both,
      "serving certificate of etcd",
      etcdNames(node, serverCertSANs),
    ),
    leaf(
      "etcd-peer",
      "etcd/peer",
      "etcd-ca",
      node.name,
      both,
      "certificate of etcd for its peers",
      etcdNames(node, peerCertSANs),
    ),
    leaf(
      "etcd-healthcheck-client",
      "etcd/healthcheck-client",
      "etcd-ca",
      "kube-etcd-healthcheck-client",
      ["client"],
      "certificate of etcd's health checks",
    ),
    leaf(
      "apiserver-etcd-client",
      "apiserver-etcd-client",
      "etcd-ca",
      "kube-apiserver-etcd-client",
      ["client"],
      "certificate of the API server for etcd",
    ),
  ];
}

function authorityOf(cluster: ClusterConfiguration) {
  return (id: AuthorityId, file: string, commonName: string, title: string): CertificateSpec => ({
    id,
    title,
    basePath: `${cluster.certificatesDir}/${file}`,
    signer: null,
    subject: { commonName, organizations: [] },
    usages: [],
    dnsNames: [commonName],
    ipAddresses: [],
    validityMs: cluster.caCertificateValidityPeriod,
  });
}

function leafOf(cluster: ClusterConfiguration) {
  return (
    id: CertificateId,
    file: string,
    signer: AuthorityId,
    commonName: string,
    usages: readonly Usage[],
    title: string,
    names: AlternativeNames = { dnsNames: [], ipAddresses: [] },
  ): CertificateSpec => ({
    id,
    title,
    basePath: `${cluster.certificatesDir}/${file}`,
    signer,
    subject: { commonName, organizations: [] },
    usages,
    ...names,
    validityMs: cluster.certificateValidityPeriod,
  });
}

function apiServerNames(cluster: ClusterConfiguration, node: CatalogNode): AlternativeNames {
  const { dnsDomain, serviceSubnet } = cluster.networking;
  const service = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", `kubernetes.default.svc.${dnsDomain}`];
  const serviceAddress = firstAddress(serviceSubnet.split(",")[0] ?? "");
  const endpoint = endpointHost(cluster.controlPlaneEndpoint);
  return sorted(
    [node.name, ...service],
    [serviceAddress, node.advertiseAddress],
    [...(endpoint === "" ? [] : [endpoint]), ...cluster.apiServer.certSANs],
  );
}

function etcdNames(node: CatalogNode, extra: readonly string[]): AlternativeNames {
  return sorted([node.name, "localhost"], [node.advertiseAddress, "127.0.0.1", "::1"], extra);
}

/** kubeadm's order: names sorted by their bytes, addresses as they come; neither twice. */
function sorted(dns: readonly string[], ips: readonly string[], either: readonly string[]): AlternativeNames {
  const addresses = [...ips, ...either.filter(isIpAddress)].map((address) => ipText(ipBytes(address)));
  const names = [...dns, ...either.filter((name) => !isIpAddress(name))];
  return { dnsNames: [...new Set(names)].sort(), ipAddresses: [...new Set(addresses)] };
}

/** The host of "host", "host:port", "[v6]" or "[v6]:port"; a bare IPv6 address is one too. */
function endpointHost(endpoint: string): string {
  if (isIpAddress(endpoint)) return endpoint;
  return endpoint.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}
