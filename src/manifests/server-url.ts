import type { ClusterConfiguration, LocalApiEndpoint } from "../config/v1beta4.ts";
import { familyOf } from "../ip/address.ts";
import { hostPort } from "./network.ts";

type Endpoint = Pick<LocalApiEndpoint, "advertiseAddress" | "bindPort">;

/** The URL of one node's own API server: "https://10.0.0.11:6443". */
export function localServer(endpoint: Endpoint): string {
  return `https://${hostPort(endpoint.advertiseAddress, endpoint.bindPort)}`;
}

/** "host:port" by which everyone reaches the control plane: controlPlaneEndpoint, with the node's port where it names none, or the node's own address when there is none. */
export function controlPlaneHostPort(
  cluster: Pick<ClusterConfiguration, "controlPlaneEndpoint">,
  endpoint: Endpoint,
): string {
  const named = cluster.controlPlaneEndpoint;
  if (named === "") return hostPort(endpoint.advertiseAddress, endpoint.bindPort);
  if (familyOf(named) === 6) return hostPort(named, endpoint.bindPort);
  return /:\d+$/.test(named) ? named : `${named}:${endpoint.bindPort}`;
}

/** The URL by which everyone reaches the control plane. */
export function controlPlaneServer(
  cluster: Pick<ClusterConfiguration, "controlPlaneEndpoint">,
  endpoint: Endpoint,
): string {
  return `https://${controlPlaneHostPort(cluster, endpoint)}`;
}
