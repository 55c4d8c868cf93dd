import type { EtcdMember } from "./member.ts";

/** Whether a removal leaves a cluster that can still decide. */
export interface RemovalVerdict {
  readonly keepsQuorum: boolean;
  /** Voters after the removal. */
  readonly voters: number;
  /** Of them, those that are healthy now. */
  readonly healthy: number;
  /** Healthy voters that a majority then needs. */
  readonly needed: number;
}

/** What removing a member does. `healthyIds` are the members that answer now. The last voter cannot be removed without losing the cluster. */
export function afterRemoval(
  members: readonly EtcdMember[],
  id: string,
  healthyIds: ReadonlySet<string>,
): RemovalVerdict {
  const voters = members.filter((member) => !member.isLearner && member.id !== id);
  const healthy = voters.filter((member) => healthyIds.has(member.id)).length;
  const needed = quorumOf(voters.length);
  const changesNothing = members.some((member) => member.id === id && member.isLearner);
  return {
    keepsQuorum: voters.length > 0 && (healthy >= needed || changesNothing),
    voters: voters.length,
    healthy,
    needed,
  };
}

/** How many of so many voters etcd needs to take writes. */
export function quorumOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}
