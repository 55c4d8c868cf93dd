import { ports } from "../constants/ports.ts";
import type { EtcdClient } from "../etcd/client.ts";
import type { HostView } from "../host/host.ts";
import { hostPort } from "../manifests/network.ts";

/** The member that this node becomes, and how the others are reached. */
export interface EtcdMembership {
  readonly name: string;
  readonly address: string;
  readonly dataDir: string;
  /** The cluster's members, asked from this machine. */
  readonly open: (view: HostView) => Promise<EtcdClient>;
  /** This machine's own member. */
  readonly openLocal: (view: HostView) => Promise<EtcdClient>;
  /** timeouts.etcdAPICall, milliseconds. */
  readonly timeoutMs: number;
}

/** "https://10.0.0.12:2380" */
export function peerUrl(member: Pick<EtcdMembership, "address">): string {
  return `https://${hostPort(member.address, ports.etcdPeer)}`;
}
