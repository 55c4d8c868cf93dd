import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import { lostPeer, type Peers } from "../engine/peers.ts";

/**
 * A wait that ends as soon as too many of the hosts it needs have failed: PEER_FAILED with the reason of the last.
 * @param needed how many of them must not have failed
 */
export function whileHope(
  wait: Fact<WaitAnswer>,
  peers: Peers,
  hosts: readonly string[],
  needed: number,
): Fact<WaitAnswer> {
  return {
    name: wait.name,
    read: async (view) => {
      const answer = await wait.read(view);
      if (answer.done || answer.failed !== undefined) return answer;
      const lost = hosts.filter((host) => host !== view.name && peers.failureOf(host) !== null);
      const [last] = lost.slice(-1);
      if (last === undefined || hosts.length - lost.length >= needed) return answer;
      const failed = lostPeer(peers, last);
      return failed ? { ...answer, failed } : answer;
    },
  };
}

/** How many of so many members etcd needs to take writes. */
export function quorumOf(members: number): number {
  return Math.floor(members / 2) + 1;
}
