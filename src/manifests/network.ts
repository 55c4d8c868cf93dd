import { joinHostPort } from "../config/host-port.ts";
import { ports } from "../constants/ports.ts";
import { familyOf } from "../ip/address.ts";

/** The loopback address of the same family as `address`. */
export function loopbackLike(address: string): string {
  return familyOf(address) === 6 ? "::1" : "127.0.0.1";
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
