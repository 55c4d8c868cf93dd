import * as z from "zod";
import { clusterConfiguration } from "./schema/cluster-configuration.ts";
import { initConfiguration } from "./schema/init-configuration.ts";
import { joinConfiguration } from "./schema/join-configuration.ts";
import { resetConfiguration } from "./schema/reset-configuration.ts";
import { upgradeConfiguration } from "./schema/upgrade-configuration.ts";

/** The schemas of kubeadm's kinds, as they are written: the manual and editors read them. */
export const kubeadmSchemas = {
  InitConfiguration: initConfiguration,
  ClusterConfiguration: clusterConfiguration,
  JoinConfiguration: joinConfiguration,
  ResetConfiguration: resetConfiguration,
  UpgradeConfiguration: upgradeConfiguration,
} as const;

/** A kind of kubeadm's as JSON Schema (draft 2020-12). Every field has a description. */
export function jsonSchema(kind: keyof typeof kubeadmSchemas): object {
  return z.toJSONSchema(kubeadmSchemas[kind], { io: "input", reused: "inline" });
}
