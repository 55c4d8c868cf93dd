import { groups } from "../../constants/names.ts";
import { ports } from "../../constants/ports.ts";
import { type Entropy, newBootstrapToken } from "../bootstrap-token.ts";
import type { RawBootstrapToken, RawInit } from "../schema/init-configuration.ts";
import type { BootstrapToken, InitConfiguration, LocalApiEndpoint, Patches } from "../v1beta4.ts";
import { type NodeDefaults, nodeRegistrationOf } from "./node-registration.ts";
import { milliseconds, timeoutsOf } from "./timeouts.ts";

const day = 86_400_000;

/** An InitConfiguration with kubeadm's defaults. */
export function initOf(
  raw: RawInit,
  node: NodeDefaults & { readonly endpoint: LocalApiEndpoint },
  entropy: Entropy,
): InitConfiguration {
  const tokens = raw.bootstrapTokens?.length ? raw.bootstrapTokens : [{}];
  return {
    bootstrapTokens: tokens.map((token) => tokenOf(token, entropy)),
    dryRun: raw.dryRun ?? false,
    nodeRegistration: nodeRegistrationOf(raw.nodeRegistration, node),
    localAPIEndpoint: node.endpoint,
    certificateKey: raw.certificateKey ?? "",
    skipPhases: raw.skipPhases ?? [],
    patches: patchesOf(raw.patches),
    timeouts: timeoutsOf(raw.timeouts),
  };
}

function tokenOf(raw: RawBootstrapToken, entropy: Entropy): BootstrapToken {
  return {
    token: raw.token ?? newBootstrapToken(entropy),
    description: raw.description ?? "",
    ttl: milliseconds(raw.ttl, day),
    usages: raw.usages?.length ? raw.usages : ["signing", "authentication"],
    groups: raw.groups?.length ? raw.groups : [groups.bootstrappers],
  };
}

/** undefined when no directory is named. */
export function patchesOf(raw: { directory?: string | undefined } | undefined): Patches | undefined {
  return raw?.directory ? { directory: raw.directory } : undefined;
}

/** The port as written, 6443 otherwise: 0 counts as not set. */
export function bindPortOf(raw: { bindPort?: number | undefined } | undefined): number {
  return raw?.bindPort || ports.apiServer;
}
