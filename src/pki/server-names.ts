import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { familyOf, formatAddress, parseAddress } from "../ip/address.ts";
import { apiServiceAddress } from "../ip/service-address.ts";
import type { AlternativeNames } from "./alternative-names.ts";

/** The control-plane node whose certificates these are. */
export interface CatalogNode {
  readonly name: string;
  readonly advertiseAddress: string;
}

/** The names and addresses under which an API server is reached. */
export function apiServerNames(cluster: ClusterConfiguration, node: CatalogNode): AlternativeNames {
  const { dnsDomain, serviceSubnet } = cluster.networking;
  const service = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", `kubernetes.default.svc.${dnsDomain}`];
  const endpoint = endpointHost(cluster.controlPlaneEndpoint);
  return sorted(
    [node.name, ...service],
    [apiServiceAddress(serviceSubnet), node.advertiseAddress],
    [...(endpoint === "" ? [] : [endpoint]), ...cluster.apiServer.certSANs],
  );
}

/** The names and addresses under which an etcd member is reached. `extra` are the user's. */
export function etcdNames(node: CatalogNode, extra: readonly string[]): AlternativeNames {
  return sorted([node.name, "localhost"], [node.advertiseAddress, "127.0.0.1", "::1"], extra);
}

/** kubeadm's order: names sorted by their bytes, addresses as they come; neither twice. */
function sorted(dns: readonly string[], ips: readonly string[], either: readonly string[]): AlternativeNames {
  const addresses = [...ips, ...either].flatMap((text) => parseAddress(text) ?? []).map(formatAddress);
  const names = [...dns, ...either.filter((name) => familyOf(name) === 0)];
  return { dnsNames: [...new Set(names)].sort(), ipAddresses: [...new Set(addresses)] };
}

/** The host of "host", "host:port", "[v6]" or "[v6]:port"; a bare IPv6 address is one too. */
function endpointHost(endpoint: string): string {
  if (familyOf(endpoint) !== 0) return endpoint;
  return endpoint.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}
