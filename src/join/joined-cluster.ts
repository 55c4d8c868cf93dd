import { setTimeout as pause } from "node:timers/promises";
import { isBootstrapToken, splitBootstrapToken } from "../config/bootstrap-token.ts";
import { parseClusterConfiguration, parseKubeletConfiguration } from "../config/kubeadm-config.ts";
import type { ClusterConfiguration, ComponentConfiguration, JoinConfiguration } from "../config/v1beta4.ts";
import { configMapKeys, configMaps } from "../constants/names.ts";
import { tokenRejected } from "../discovery/discovery-error.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import type { KubeClient } from "../kube/client.ts";
import { clientFromKubeconfig, type KubeconfigAccess } from "../kube/from-kubeconfig.ts";
import { storedText } from "../phases/stored-text.ts";
import { discover, type SearchEnds } from "./discover.ts";
import { refuseOtherAuthority } from "./other-cluster.ts";

/** What a joining node has learnt of its cluster, and the identity under which it did. */
export interface JoinedCluster {
  /** How the API server is reached until this node is a member. */
  readonly access: KubeconfigAccess;
  readonly client: KubeClient;
  readonly cluster: ClusterConfiguration;
  readonly kubelet: ComponentConfiguration;
}

/** Discovers the cluster and reads its configuration. The identity is an administrator's or the kubelet's where an earlier run got that far, else what the discovery gives. */
export async function joinCluster(view: HostView, join: JoinConfiguration, ends: SearchEnds): Promise<JoinedCluster> {
  const access = await discover(view, join, ends);
  const client = clientFromKubeconfig(view, access, { deadlineMs: join.timeouts.kubernetesAPICall });
  try {
    const stored = () =>
      Promise.all([
        storedText(client, configMaps.kubeadm, configMapKeys.kubeadm),
        storedText(client, configMaps.kubelet, configMapKeys.kubelet),
      ]);
    const [cluster, kubelet] = await answeredInTime(join, ends, () => acceptedSoon(access, ends.signal, stored));
    const found = parseClusterConfiguration(cluster, `ConfigMap ${configMaps.kubeadm}`).cluster;
    await refuseOtherAuthority(view, join, access, found);
    return {
      access,
      client,
      cluster: found,
      kubelet: parseKubeletConfiguration(kubelet, `ConfigMap ${configMaps.kubelet}`),
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

/** An API server that comes later. */
const silent = new Set(["KUBE_REFUSED", "KUBE_UNREACHABLE", "KUBE_TIMEOUT"]);
const serverPollMs = 200;

/** The first use of a server that a discovery file names: it is waited for as long as timeouts.discovery says, as kubeadm does. A discovery by token has waited for its server before. */
async function answeredInTime<T>(
  { discovery, timeouts }: JoinConfiguration,
  { signal, lastLook }: SearchEnds,
  use: () => Promise<T>,
): Promise<T> {
  const ends = performance.now() + (discovery.kind === "file" ? timeouts.discovery : 0);
  for (;;) {
    try {
      return await use();
    } catch (error) {
      const passes = error instanceof KubewrightError && silent.has(error.code);
      const late = performance.now() + serverPollMs >= ends || signal.aborted || lastLook.aborted;
      if (!passes || late) throw error;
      await pause(serverPollMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** An API server hears of a token that was just made a moment after it was stored, and behind a load balancer each for itself: so long a refusal is not believed. */
const tokenPatienceMs = 2_000;
const tokenPollMs = 100;

/** The token's first use. DISCOVERY_TOKEN_EXPIRED when the API server does not take it. */
async function acceptedSoon<T>(access: KubeconfigAccess, signal: AbortSignal, use: () => Promise<T>): Promise<T> {
  const id = bootstrapTokenId(access);
  const ends = performance.now() + tokenPatienceMs;
  for (;;) {
    try {
      return await use();
    } catch (error) {
      const refused = error instanceof KubewrightError && error.code === "KUBE_UNAUTHORIZED";
      if (!refused || id === null) throw error;
      if (performance.now() + tokenPollMs >= ends || signal.aborted) throw tokenRejected(id);
      await pause(tokenPollMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The id of the bootstrap token that is shown to the API server; null when something else is. */
function bootstrapTokenId({ token, clientCertificate, clientKey }: KubeconfigAccess): string | null {
  if (token === undefined || (clientCertificate !== undefined && clientKey !== undefined)) return null;
  const text = token.reveal();
  return isBootstrapToken(text) ? splitBootstrapToken(text).id : null;
}
