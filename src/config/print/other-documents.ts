import { kubeadmApiVersion } from "../../constants/versions.ts";
import type { ResetConfiguration } from "../v1beta4.ts";
import type { UpgradeConfiguration, UpgradeNode } from "../v1beta4-upgrade.ts";
import { omitEmpty } from "./omit-empty.ts";
import { timeoutsDocument } from "./shared-documents.ts";

/** A ResetConfiguration as kubeadm writes it. */
export function resetDocument({ timeouts, ...reset }: ResetConfiguration): Record<string, unknown> {
  return {
    apiVersion: kubeadmApiVersion,
    kind: "ResetConfiguration",
    ...omitEmpty({ ...reset }),
    timeouts: timeoutsDocument(timeouts),
  };
}

/** An UpgradeConfiguration as kubeadm writes it: a flag that is not set is not there, false is. */
export function upgradeDocument({ apply, diff, node, plan, timeouts }: UpgradeConfiguration): Record<string, unknown> {
  const { allowExperimentalUpgrades, allowRCUpgrades, forceUpgrade, printConfig } = apply;
  return {
    apiVersion: kubeadmApiVersion,
    kind: "UpgradeConfiguration",
    apply: {
      ...omitEmpty({ kubernetesVersion: apply.kubernetesVersion }),
      ...given({ allowExperimentalUpgrades, allowRCUpgrades, forceUpgrade, printConfig }),
      ...nodePart(apply),
    },
    diff: omitEmpty(diff),
    node: nodePart(node),
    plan: {
      ...omitEmpty({ kubernetesVersion: plan.kubernetesVersion, ignorePreflightErrors: plan.ignorePreflightErrors }),
      ...given({
        allowExperimentalUpgrades: plan.allowExperimentalUpgrades,
        allowRCUpgrades: plan.allowRCUpgrades,
        dryRun: plan.dryRun,
        etcdUpgrade: plan.etcdUpgrade,
        printConfig: plan.printConfig,
      }),
    },
    timeouts: timeoutsDocument(timeouts),
  };
}

function nodePart(node: UpgradeNode): Record<string, unknown> {
  const { certificateRenewal, dryRun, etcdUpgrade, ignorePreflightErrors, skipPhases, patches } = node;
  const { imagePullPolicy, imagePullSerial } = node;
  return {
    ...given({ certificateRenewal, dryRun, etcdUpgrade, imagePullSerial }),
    ...omitEmpty({ ignorePreflightErrors, skipPhases, patches, imagePullPolicy }),
  };
}

function given(values: Readonly<Record<string, boolean | undefined>>): Record<string, boolean | undefined> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
