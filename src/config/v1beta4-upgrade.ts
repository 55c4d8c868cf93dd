import type { Patches, Timeouts } from "./v1beta4.ts";

/** `apply` of an UpgradeConfiguration; v1beta4.ts says how its fields are read. */
export interface UpgradeApply {
  readonly kubernetesVersion: string;
  readonly allowExperimentalUpgrades: boolean | undefined;
  readonly allowRCUpgrades: boolean | undefined;
  readonly certificateRenewal: boolean;
  readonly dryRun: boolean | undefined;
  readonly etcdUpgrade: boolean;
  readonly forceUpgrade: boolean | undefined;
  readonly ignorePreflightErrors: readonly string[];
  readonly patches?: Patches | undefined;
  readonly printConfig: boolean | undefined;
  readonly skipPhases: readonly string[];
  readonly imagePullPolicy: "Always" | "IfNotPresent" | "Never";
  readonly imagePullSerial: boolean;
}

export type UpgradeNode = Pick<
  UpgradeApply,
  | "certificateRenewal"
  | "dryRun"
  | "etcdUpgrade"
  | "ignorePreflightErrors"
  | "skipPhases"
  | "patches"
  | "imagePullPolicy"
  | "imagePullSerial"
>;

export type UpgradePlan = Pick<
  UpgradeApply,
  | "kubernetesVersion"
  | "allowExperimentalUpgrades"
  | "allowRCUpgrades"
  | "dryRun"
  | "etcdUpgrade"
  | "ignorePreflightErrors"
  | "printConfig"
>;

/** undefined where kubeadm tells "not set" from false: a flag decides then. */
export interface UpgradeConfiguration {
  readonly apply: UpgradeApply;
  readonly diff: { readonly kubernetesVersion: string; readonly contextLines: number };
  readonly node: UpgradeNode;
  readonly plan: UpgradePlan;
  readonly timeouts: Timeouts;
}
