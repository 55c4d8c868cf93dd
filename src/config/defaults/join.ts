import { defaultCertificatesDir } from "../../constants/paths.ts";
import type { RawJoin } from "../schema/join-configuration.ts";
import type { Discovery, JoinConfiguration, LocalApiEndpoint } from "../v1beta4.ts";
import { patchesOf } from "./init.ts";
import { type NodeDefaults, nodeRegistrationOf } from "./node-registration.ts";
import { timeoutsOf } from "./timeouts.ts";

/** A JoinConfiguration with kubeadm's defaults. `endpoint` is undefined for a worker. */
export function joinOf(
  raw: RawJoin,
  node: NodeDefaults & { readonly endpoint: LocalApiEndpoint | undefined },
): JoinConfiguration {
  return {
    dryRun: raw.dryRun ?? false,
    nodeRegistration: nodeRegistrationOf(raw.nodeRegistration, node),
    caCertPath: raw.caCertPath || `${defaultCertificatesDir}/ca.crt`,
    discovery: discoveryOf(raw.discovery),
    controlPlane:
      node.endpoint === undefined
        ? undefined
        : { localAPIEndpoint: node.endpoint, certificateKey: raw.controlPlane?.certificateKey ?? "" },
    skipPhases: raw.skipPhases ?? [],
    patches: patchesOf(raw.patches),
    timeouts: timeoutsOf(raw.timeouts),
  };
}

function discoveryOf(raw: RawJoin["discovery"]): Discovery {
  if (raw?.file !== undefined) {
    return {
      kind: "file",
      kubeConfigPath: withoutFileScheme(raw.file.kubeConfigPath ?? ""),
      tlsBootstrapToken: raw.tlsBootstrapToken ?? "",
    };
  }
  const token = raw?.bootstrapToken?.token ?? "";
  return {
    kind: "token",
    token,
    apiServerEndpoint: raw?.bootstrapToken?.apiServerEndpoint ?? "",
    caCertHashes: raw?.bootstrapToken?.caCertHashes ?? [],
    unsafeSkipCAVerification: raw?.bootstrapToken?.unsafeSkipCAVerification ?? false,
    tlsBootstrapToken: raw?.tlsBootstrapToken || token,
  };
}

/** A file URL becomes its path. */
function withoutFileScheme(text: string): string {
  return /^file:/i.test(text) ? text.replace(/^file:(\/\/[^/]*)?/i, "") : text;
}
