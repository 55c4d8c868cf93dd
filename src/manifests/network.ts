import { isIPv6 as nodeIsIPv6 } from "node:net";
import type { ClusterConfiguration, LocalApiEndpoint } from "../config/v1beta4.ts";
import { ports } from "../constants/ports.ts";

/** Whether the text is an IPv6 address, without brackets. */
export function isIPv6(address: string): boolean {
  return nodeIsIPv6(address);
}

/** The loopback address of the same family as `address`. */
export function loopbackLike(address: string): string {
  return isIPv6(address) ? "::1" : "127.0.0.1";
}

/** "host:port", with brackets around an IPv6 address. */
export function hostPort(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The URL of one node's own API server. */
export function localApiUrl(endpoint: Pick<LocalApiEndpoint, "advertiseAddress" | "bindPort">): string {
  return `https://${hostPort(endpoint.advertiseAddress, endpoint.bindPort)}`;
}

/** The URL by which everyone reaches the control plane: controlPlaneEndpoint, or the node's own when there is none. */
export function controlPlaneUrl(
  cluster: Pick<ClusterConfiguration, "controlPlaneEndpoint">,
  endpoint: Pick<LocalApiEndpoint, "advertiseAddress" | "bindPort">,
): string {
  const { controlPlaneEndpoint } = cluster;
  if (controlPlaneEndpoint === "") return localApiUrl(endpoint);
  if (isIPv6(controlPlaneEndpoint)) return `https://${hostPort(controlPlaneEndpoint, endpoint.bindPort)}`;
  return /:\d+$/.test(controlPlaneEndpoint)
    ? `https://${controlPlaneEndpoint}`
    : `https://${controlPlaneEndpoint}:${endpoint.bindPort}`;
}

/** Where etcd of the node with this address answers clients. */
export function etcdClientUrl(address: string): string {
  return `https://${hostPort(address, ports.etcdClient)}`;
}

/** Where etcd of the node with this address answers its peers. */
export function etcdPeerUrl(address: string): string {
  return `https://${hostPort(address, ports.etcdPeer)}`;
}
