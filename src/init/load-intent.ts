import { randomBytes } from "node:crypto";
import type { InitFlags } from "../config/init-flags.ts";
import { loadInit } from "../config/load-init.ts";
import { unsupportedInit } from "../config/unsupported.ts";
import type { InitIntent } from "../config/v1beta4.ts";
import { ManyErrors } from "../errors.ts";
import { machineAnswers } from "../facts/machine-answers.ts";
import type { Host } from "../host/host.ts";
import type { Io } from "../io.ts";
import { isPartOf } from "../phases/select-phases.ts";
import { readSource } from "../read-source.ts";

/** What the file, the flags and the machine come to. */
export interface LoadedIntent {
  readonly intent: InitIntent;
  readonly warnings: readonly string[];
  readonly userSupplied: { readonly kubelet: boolean; readonly kubeProxy: boolean };
  /** True when nobody chose the first token. */
  readonly tokenIsRandom: boolean;
}

/** Reads the configuration as `init` does, or throws all that is wrong with it and all that is not supported. */
export async function loadIntent(flags: InitFlags, io: Io, host: Host): Promise<LoadedIntent> {
  const [source, machine] = await Promise.all([readSource(flags["config"], io), machineAnswers(host)]);
  let drawn = false;
  const entropy = (count: number) => {
    drawn = true;
    return randomBytes(count);
  };
  const loaded = loadInit({ ...(source === undefined ? {} : { source }), flags, machine, entropy });
  const refused = unsupportedInit(loaded.intent);
  if (refused.length > 0) throw new ManyErrors(refused);
  return {
    intent: withoutSkippedAddons(loaded.intent),
    warnings: loaded.warnings,
    userSupplied: loaded.userSupplied,
    tokenIsRandom: drawn,
  };
}

/** kubeadm notes a skipped addon in the cluster's configuration, so that upgrades leave it out too. */
function withoutSkippedAddons(intent: InitIntent): InitIntent {
  const skips = (phase: string) => intent.init.skipPhases.some((name) => isPartOf(phase, name));
  const { dns, proxy } = intent.cluster;
  return {
    ...intent,
    cluster: {
      ...intent.cluster,
      dns: { ...dns, disabled: dns.disabled || skips("addon/coredns") },
      proxy: { disabled: proxy.disabled || skips("addon/kube-proxy") },
    },
  };
}
