import { createPrivateKey, X509Certificate } from "node:crypto";
import type { JoinConfiguration } from "../config/v1beta4.ts";
import { adminConf, bootstrapKubeletConf, kubeletConf } from "../constants/paths.ts";
import { discoverCluster } from "../discovery/discover-cluster.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import { type KubeconfigAccess, serverOf } from "../kube/from-kubeconfig.ts";
import { kubeconfigAccess } from "../phases/kubeconfig-access.ts";
import { reveal, Secret } from "../secret.ts";
import { discoveryFile } from "./discovery-file.ts";
import { discoveryFileAccess } from "./discovery-file-access.ts";

/** How this node reaches the API server, and as whom. Codes DISCOVERY_*. */
export async function discover(
  view: HostView,
  join: JoinConfiguration,
  signal: AbortSignal,
): Promise<KubeconfigAccess> {
  const earlier = await earlierAccess(view, join);
  if (earlier !== null) return earlier;
  const { discovery } = join;
  if (discovery.kind === "file") return fromFile(view, join, signal);
  const found = await discoverCluster({
    view,
    server: serverOf(`https://${discovery.apiServerEndpoint}`),
    token: new Secret(discovery.token),
    pins: discovery.caCertHashes,
    timeoutMs: join.timeouts.discovery,
    signal,
  });
  return { server: found.server, ca: found.ca, token: new Secret(discovery.tlsBootstrapToken) };
}

/**
 * A kubeconfig that an earlier run, or somebody before this run, has put on the machine: a finished node needs no token.
 * The kubelet does not sync what it writes: a file of its own that a power cut tore is none, while the one from which it makes another is there.
 */
async function earlierAccess(view: HostView, join: JoinConfiguration): Promise<KubeconfigAccess | null> {
  const path = join.controlPlane === undefined ? kubeletConf : adminConf;
  const files = await view.read([path, bootstrapKubeletConf]);
  const file = files.get(path);
  if (file?.type !== "file") return null;
  try {
    const access = await kubeconfigAccess(view, reveal(file.content), path);
    return isWhole(access) ? access : null;
  } catch (error) {
    if (error instanceof KubewrightError && files.has(bootstrapKubeletConf)) return null;
    throw error;
  }
}

function isWhole({ clientCertificate, clientKey }: KubeconfigAccess): boolean {
  if (clientCertificate === undefined || clientKey === undefined) return false;
  try {
    return new X509Certificate(clientCertificate).checkPrivateKey(createPrivateKey(clientKey.reveal()));
  } catch {
    return false;
  }
}

async function fromFile(view: HostView, join: JoinConfiguration, signal: AbortSignal): Promise<KubeconfigAccess> {
  if (join.discovery.kind !== "file") throw new Error("discovery by token has no file");
  const { kubeConfigPath, tlsBootstrapToken } = join.discovery;
  const text = await discoveryFile(view, kubeConfigPath, { timeoutMs: join.timeouts.discovery, signal });
  return discoveryFileAccess(view, { text, place: kubeConfigPath, tlsBootstrapToken });
}
