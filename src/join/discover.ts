import type { JoinConfiguration } from "../config/v1beta4.ts";
import { adminConf, kubeletConf } from "../constants/paths.ts";
import { discoverCluster } from "../discovery/discover-cluster.ts";
import type { HostView } from "../host/host.ts";
import { type KubeconfigAccess, serverOf } from "../kube/from-kubeconfig.ts";
import { Secret } from "../secret.ts";
import { discoveryFile } from "./discovery-file.ts";
import { discoveryFileAccess } from "./discovery-file-access.ts";
import { refuseOtherCluster } from "./other-cluster.ts";
import { ownAccess } from "./own-access.ts";

/** What ends a search. */
export interface SearchEnds {
  /** Ends it at once. */
  readonly signal: AbortSignal;
  /** Lets it end with what it is about to find. */
  readonly lastLook: AbortSignal;
}

/** How this node reaches the API server, and as whom. Codes DISCOVERY_*, JOIN_OTHER_CLUSTER. */
export async function discover(
  view: HostView,
  join: JoinConfiguration,
  { signal, lastLook }: SearchEnds,
): Promise<KubeconfigAccess> {
  // What an earlier run, or somebody before this run, has put on the machine: a finished node needs no token.
  const own = join.controlPlane === undefined ? kubeletConf : adminConf;
  const earlier = await ownAccess(view, own);
  if (earlier !== null) {
    await refuseOtherCluster(view, join, earlier, own, signal);
    return earlier;
  }
  const { discovery } = join;
  if (discovery.kind === "file") return fromFile(view, join, signal);
  const found = await discoverCluster({
    view,
    server: serverOf(`https://${discovery.apiServerEndpoint}`),
    token: new Secret(discovery.token),
    pins: discovery.caCertHashes,
    timeoutMs: join.timeouts.discovery,
    signal,
    lastLook,
  });
  return { server: found.server, ca: found.ca, token: new Secret(discovery.tlsBootstrapToken) };
}

async function fromFile(view: HostView, join: JoinConfiguration, signal: AbortSignal): Promise<KubeconfigAccess> {
  if (join.discovery.kind !== "file") throw new Error("discovery by token has no file");
  const { kubeConfigPath, tlsBootstrapToken } = join.discovery;
  const text = await discoveryFile(view, kubeConfigPath, { timeoutMs: join.timeouts.discovery, signal });
  return discoveryFileAccess(view, { text, place: kubeConfigPath, tlsBootstrapToken });
}
