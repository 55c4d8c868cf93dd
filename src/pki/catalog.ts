import type { ClusterConfiguration } from "../config/v1beta4.ts";
import type { AlternativeNames } from "./alternative-names.ts";
import type { AuthorityId, CertificateId, CertificateSpec, Usage } from "./certificate-spec.ts";
import { apiServerNames, type CatalogNode, etcdNames } from "./server-names.ts";

/** Where an authority is below the certificates directory, without ending. */
export const authorityFiles: Readonly<Record<AuthorityId, string>> = {
  ca: "ca",
  "front-proxy-ca": "front-proxy-ca",
  "etcd-ca": "etcd/ca",
};

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
