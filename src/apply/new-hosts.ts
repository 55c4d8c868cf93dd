import { kubeletConf } from "../constants/paths.ts";
import { ledger, standing } from "../engine/ledger.ts";
import type { Phase } from "../engine/phase.ts";

/** Hosts that are looked at side by side: this process cannot keep up with more, and they would wait for it, not for their machine. */
export const lookedAtOnce = 32;

const width = { hosts: lookedAtOnce, reason: "each check of a machine has a deadline" };

/**
 * A phase for hosts that are not nodes yet, 32 at once; on a node that an earlier run made it has no steps.
 * @param knows hears whether the host has a kubelet's kubeconfig, its own or another tool's
 */
export function onNewHosts(phase: Phase, knows: (isNode: boolean) => void = () => undefined): Phase {
  const { steps } = phase;
  return {
    ...phase,
    width,
    steps: async (context) => {
      const [files, book] = await Promise.all([context.host.read([kubeletConf]), context.fact(ledger)]);
      const file = files.get(kubeletConf);
      knows(file !== undefined);
      if (file !== undefined && standing(book, kubeletConf, file) === "ours") return [];
      return typeof steps === "function" ? steps(context) : steps;
    },
  };
}
