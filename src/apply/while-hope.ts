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

/** When a wait ends that nobody works for any more. */
export interface Patience {
  /** Somebody still does what the wait is for. */
  readonly isWorkedFor: () => boolean;
  /** Milliseconds that are left when nobody does. */
  readonly leftMs: number;
  readonly failed: NonNullable<WaitAnswer["failed"]>;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

/** A wait that ends soon after the last who could bring it about is done; it begins anew when somebody works for it again. */
export function whileWorkedFor(
  wait: Fact<WaitAnswer>,
  { isWorkedFor, leftMs, failed, now }: Patience,
): Fact<WaitAnswer> {
  let idleSince: number | null = null;
  return {
    name: wait.name,
    read: async (view) => {
      const answer = await wait.read(view);
      if (isWorkedFor()) idleSince = null;
      else idleSince ??= now();
      if (answer.done || answer.failed !== undefined || idleSince === null) return answer;
      return now() - idleSince < leftMs ? answer : { ...answer, failed };
    },
  };
}
