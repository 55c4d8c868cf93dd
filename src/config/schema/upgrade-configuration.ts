import * as z from "zod";
import { flag, integer, object, text, typeMeta } from "./field.ts";
import { ignorePreflightErrors, imagePull, patches, skipPhases, timeouts } from "./shared.ts";

const kubernetesVersion = text("Version to upgrade to.");
const dryRun = flag("Show what would be done and do nothing.");
const etcdUpgrade = flag("Upgrade etcd too. true unless set.");
const certificateRenewal = flag("Renew certificates on the way. true unless set.");
const printConfig = flag("Print the configuration that is used.");
const allowed = {
  allowExperimentalUpgrades: flag("Allow alpha, beta and unstable versions."),
  allowRCUpgrades: flag("Allow release candidates."),
};

/** kubeadm.k8s.io/v1beta4 UpgradeConfiguration. */
export const upgradeConfiguration = z
  .object({
    ...typeMeta,
    apply: object(
      {
        kubernetesVersion,
        ...allowed,
        certificateRenewal,
        dryRun,
        etcdUpgrade,
        forceUpgrade: flag("Upgrade although something speaks against it."),
        ignorePreflightErrors,
        patches,
        printConfig,
        skipPhases,
        ...imagePull,
      },
      "The upgrade of the first control plane.",
    ),
    diff: object({ kubernetesVersion, contextLines: integer("Lines around each difference.") }, "What would change."),
    node: object(
      { certificateRenewal, dryRun, etcdUpgrade, ignorePreflightErrors, skipPhases, patches, ...imagePull },
      "The upgrade of a further node.",
    ),
    plan: object(
      { kubernetesVersion, ...allowed, dryRun, etcdUpgrade, ignorePreflightErrors, printConfig },
      "What can be upgraded.",
    ),
    timeouts,
  })
  .describe("How nodes are upgraded.");

export type RawUpgrade = z.infer<typeof upgradeConfiguration>;
