import { kubeletConf } from "../constants/paths.ts";
import { ledger, standing } from "../engine/ledger.ts";
import type { Phase } from "../engine/phase.ts";

/** A phase for hosts that are not nodes yet; on a node that an earlier run made it has no steps. */
export function onNewHosts(phase: Phase): Phase {
  const { steps } = phase;
  return {
    ...phase,
    steps: async (context) => {
      const [files, book] = await Promise.all([context.host.read([kubeletConf]), context.fact(ledger)]);
      const file = files.get(kubeletConf);
      if (file !== undefined && standing(book, kubeletConf, file) === "ours") return [];
      return typeof steps === "function" ? steps(context) : steps;
    },
  };
}
