import { kubeletConf } from "../constants/paths.ts";
import { ledger, standing } from "../engine/ledger.ts";
import type { Phase } from "../engine/phase.ts";

/** Checks have deadlines of their own: of a thousand hosts at once most would wait for this process, not for their machine. */
const width = { hosts: 64, reason: "each check of a machine has a deadline" };

/**
 * A phase for hosts that are not nodes yet, 64 at once; on a node that an earlier run made it has no steps.
 * @param begins called when the host is let in
 */
export function onNewHosts(phase: Phase, begins: () => void = () => undefined): Phase {
  const { steps } = phase;
  return {
    ...phase,
    width,
    steps: async (context) => {
      begins();
      const [files, book] = await Promise.all([context.host.read([kubeletConf]), context.fact(ledger)]);
      const file = files.get(kubeletConf);
      if (file !== undefined && standing(book, kubeletConf, file) === "ours") return [];
      return typeof steps === "function" ? steps(context) : steps;
    },
  };
}
