import { kubeletConf, kubeletConfigFile } from "../constants/paths.ts";
import type { Fact } from "../engine/fact.ts";
import { ledger } from "../engine/ledger.ts";

/** What an earlier run of this program wrote to the machine. */
export interface EarlierRun {
  /** The paths in the machine's ledger, also of files that were edited since; empty where no ledger is. */
  readonly paths: ReadonlySet<string>;
  /** A ledger is there and tells nothing. */
  readonly isUnreadable: boolean;
}

/** What the machine's ledger holds. One that cannot be read holds nothing: what is there is then somebody else's. */
export const earlierRun: Fact<EarlierRun> = {
  name: "earlier run",
  read: async (view) => {
    const { files, isUnreadable = false } = await ledger.read(view);
    // A joining kubelet writes kubelet.conf itself, once the cluster has signed its certificate.
    const byKubelet = files.has(kubeletConfigFile) ? [kubeletConf] : [];
    return { paths: new Set([...files.keys(), ...byKubelet]), isUnreadable };
  },
};
