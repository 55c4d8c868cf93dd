import type { RawUpgrade } from "../schema/upgrade-configuration.ts";
import type { UpgradeApply, UpgradeConfiguration, UpgradeNode, UpgradePlan } from "../v1beta4-upgrade.ts";
import { patchesOf } from "./init.ts";
import { pullPolicy } from "./node-registration.ts";
import { timeoutsOf } from "./timeouts.ts";

/** An UpgradeConfiguration with kubeadm's defaults. */
export function upgradeOf(raw: RawUpgrade): UpgradeConfiguration {
  return {
    apply: applyOf(raw.apply ?? {}),
    diff: { kubernetesVersion: raw.diff?.kubernetesVersion ?? "", contextLines: raw.diff?.contextLines ?? 0 },
    node: nodeOf(raw.node ?? {}),
    plan: planOf(raw.plan ?? {}),
    timeouts: timeoutsOf(raw.timeouts),
  };
}

function nodeOf(raw: NonNullable<RawUpgrade["node"]>): UpgradeNode {
  return {
    certificateRenewal: raw.certificateRenewal ?? true,
    dryRun: raw.dryRun,
    etcdUpgrade: raw.etcdUpgrade ?? true,
    ignorePreflightErrors: raw.ignorePreflightErrors ?? [],
    patches: patchesOf(raw.patches),
    skipPhases: raw.skipPhases ?? [],
    imagePullPolicy: pullPolicy(raw.imagePullPolicy),
    imagePullSerial: raw.imagePullSerial ?? true,
  };
}

function applyOf(raw: NonNullable<RawUpgrade["apply"]>): UpgradeApply {
  return {
    ...nodeOf(raw),
    kubernetesVersion: raw.kubernetesVersion ?? "",
    allowExperimentalUpgrades: raw.allowExperimentalUpgrades,
    allowRCUpgrades: raw.allowRCUpgrades,
    forceUpgrade: raw.forceUpgrade,
    printConfig: raw.printConfig,
  };
}

function planOf(raw: NonNullable<RawUpgrade["plan"]>): UpgradePlan {
  return {
    kubernetesVersion: raw.kubernetesVersion ?? "",
    allowExperimentalUpgrades: raw.allowExperimentalUpgrades,
    allowRCUpgrades: raw.allowRCUpgrades,
    dryRun: raw.dryRun,
    etcdUpgrade: raw.etcdUpgrade ?? true,
    ignorePreflightErrors: raw.ignorePreflightErrors ?? [],
    printConfig: raw.printConfig,
  };
}
