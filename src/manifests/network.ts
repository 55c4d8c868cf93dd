import { isIPv6 as nodeIsIPv6 } from "node:net";
import { joinHostPort } from "../config/host-port.ts";
import { ports } from "../constants/ports.ts";

/** Whether the text is an IPv6 address, without brackets. */
export function isIPv6(address: string): boolean {
  return address.includes(":") && nodeIsIPv6(address);
}

/** The loopback address of the same family as `address`. */
export function loopbackLike(address: string): string {
  return isIPv6(address) ? "::1" : "127.0.0.1";
}

/** "host:port", with brackets around an IPv6 address. */
export function hostPort(host: string, port: number): string {
  return joinHostPort(host, port);
}

/** Where etcd of the node with this address answers clients. */
export function etcdClientUrl(address: string): string {
  return `https://${hostPort(address, ports.etcdClient)}`;
}

/** Where etcd of the node with this address answers its peers. */
export function etcdPeerUrl(address: string): string {
  return `https://${hostPort(address, ports.etcdPeer)}`;
}
