import { ledgerPath } from "../../engine/ledger.ts";
import { type Check, error } from "../check.ts";
import { earlierRun } from "../earlier-run.ts";

/** Ledger: this program's record of what it wrote, where there is one, can be read. Without it the other checks would call all of that a stranger's, and advise to clear it away. Ours. */
export const ledgerReadable: Check = {
  name: "Ledger",
  gate: true,
  look: async ({ fact }) => {
    if (!(await fact(earlierRun)).isUnreadable) return [];
    return [
      error(
        `${ledgerPath} is torn, or is not what this program writes there.`,
        "It says which files here this program wrote; without it, all that is here counts as somebody else's.",
        `Put ${ledgerPath} back from a backup and run again. If what is on this machine is not needed any more: kubewright reset`,
      ),
    ];
  },
};
