import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import { lostPeer, type Peers } from "../engine/peers.ts";
import type { Phase } from "../engine/phase.ts";
import { waitStep } from "../steps/wait.ts";
import type { Milestones } from "./milestones.ts";

/** Phase control-planes: every control plane of this run has found itself healthy. It ends when one of them has failed. */
export function allHealthyPhase(
  names: readonly string[],
  milestones: Milestones,
  peers: Peers,
  timeoutMs: number,
): Phase {
  return {
    id: "control-planes",
    title: "All control planes are healthy",
    steps: [
      waitStep({
        id: "all-healthy",
        title: "all control planes are healthy",
        until: allHealthy(names, milestones, peers),
        timeoutMs,
        code: "CONTROL_PLANES_NOT_HEALTHY",
        next: "See what the control plane that is named says: journalctl -u kubelet -e; ls /var/log/pods",
      }),
    ],
  };
}

function allHealthy(names: readonly string[], milestones: Milestones, peers: Peers): Fact<WaitAnswer> {
  return {
    name: "all control planes are healthy",
    read: async () => {
      const missing = names.filter((name) => !milestones.isReached(name));
      if (missing.length === 0) return { done: true, found: "all are healthy" };
      const failed = missing.map((name) => lostPeer(peers, name)).find((lost) => lost);
      const found = `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not healthy yet`;
      return { done: false, found, ...(failed ? { failed } : {}) };
    },
  };
}
