import { ports } from "../constants/ports.ts";
import { askAgain, etcdPauses } from "../etcd/ask-again.ts";
import type { EtcdClient } from "../etcd/client.ts";
import type { EtcdMembers } from "../etcd/member.ts";
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

/** Milliseconds within which etcd comes back from an election, also where a member that just got its vote is still starting. */
const pauseMs = 20_000;
const lookEveryMs = 100;

/** The member list as the cluster's majority knows it, asked again while etcd pauses. */
export async function membersOf(member: EtcdMembership, view: HostView, signal: AbortSignal): Promise<EtcdMembers> {
  const etcd = await member.open(view);
  const withinMs = Math.min(pauseMs, member.timeoutMs);
  return askAgain(() => etcd.members(), { withinMs, everyMs: lookEveryMs, signal, passing: etcdPauses });
}
