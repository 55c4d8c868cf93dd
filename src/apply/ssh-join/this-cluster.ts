import type { ControlPlaneIntent } from "../../config/cluster-intent.ts";
import { nodeRegistrationOf } from "../../config/defaults/node-registration.ts";
import { timeoutsOf } from "../../config/defaults/timeouts.ts";
import { parseClusterConfiguration, parseKubeletConfiguration } from "../../config/kubeadm-config.ts";
import { defaultCriSocket } from "../../config/machine-defaults.ts";
import type { ClusterConfiguration, ComponentConfiguration, LocalApiEndpoint } from "../../config/v1beta4.ts";
import { configMapKeys, configMaps } from "../../constants/names.ts";
import { ports } from "../../constants/ports.ts";
import type { KubeObject } from "../../engine/object-store.ts";
import { exitCodes, KubewrightError } from "../../errors.ts";
import { hostname } from "../../facts/hostname.ts";
import type { Host } from "../../host/host.ts";
import { staticPodPath } from "../../manifests/static-pods.ts";
import { kubeletIdentity } from "../../phases/kubelet-identity.ts";
import { storedText } from "../../phases/stored-text.ts";
import { reveal } from "../../secret.ts";
import { ClusterApi } from "../cluster-api.ts";
import { administratorOn } from "../credentials.ts";

/** The cluster as the control plane where the command is typed knows it. */
export interface ThisCluster {
  /** That control plane. */
  readonly node: ControlPlaneIntent;
  readonly host: Host;
  readonly api: ClusterApi;
  readonly cluster: ClusterConfiguration;
  readonly kubelet: ComponentConfiguration;
  /** The Nodes that are in it. */
  readonly nodes: readonly KubeObject[];
}

/** Asks this host's API server, as the administrator of its admin.conf. Errors SSH_JOIN_NOT_HERE, CLUSTER_CONFIGURATION_MISSING, KUBE_*. The API's connections are the caller's to close. */
export async function thisCluster(host: Host): Promise<ThisCluster> {
  const endpoint = await ownEndpoint(host);
  const node = thisNode((await kubeletIdentity(host)) ?? (await hostname.read(host)), endpoint);
  const api = new ClusterApi([{ node, host }], () => administratorOn([host]));
  try {
    const client = await api.source(host);
    const [cluster, kubelet, nodes] = await Promise.all([
      storedText(client, configMaps.kubeadm, configMapKeys.kubeadm),
      storedText(client, configMaps.kubelet, configMapKeys.kubelet),
      client.list({ apiVersion: "v1", kind: "Node" }),
    ]);
    return {
      node,
      host,
      api,
      cluster: parseClusterConfiguration(cluster, `ConfigMap ${configMaps.kubeadm}`).cluster,
      kubelet: parseKubeletConfiguration(kubelet, `ConfigMap ${configMaps.kubelet}`),
      nodes,
    };
  } catch (error) {
    api.close();
    throw error;
  }
}

/** Where this host's own API server listens, by its manifest. */
async function ownEndpoint(host: Host): Promise<LocalApiEndpoint> {
  const path = staticPodPath("kube-apiserver");
  const file = (await host.read([path])).get(path);
  const text = file?.type === "file" ? reveal(file.content) : "";
  const [, advertiseAddress] = /--advertise-address=([0-9a-fA-F.:]+)/.exec(text) ?? [];
  const [, port = String(ports.apiServer)] = /--secure-port=(\d+)/.exec(text) ?? [];
  if (advertiseAddress !== undefined) {
    return { advertiseAddress, bindPort: Number(port), advertiseAddressGiven: true };
  }
  throw new KubewrightError("SSH_JOIN_NOT_HERE", {
    what: "This host is no control plane of a cluster.",
    why: `there is no API server in ${path}`,
    next: "Type kubewright join --ssh on a control plane. On the host that is to join: kubewright join with a token; from elsewhere: kubewright apply.",
    exitCode: exitCodes.preflight,
  });
}

/** Only its name and its addresses are of use: nothing is done to it. */
function thisNode(name: string, endpoint: LocalApiEndpoint): ControlPlaneIntent {
  return {
    name,
    role: "control-plane",
    address: endpoint.advertiseAddress,
    ssh: { address: endpoint.advertiseAddress },
    registration: nodeRegistrationOf(undefined, { hostname: name, criSocket: defaultCriSocket }),
    criSocketGiven: true,
    endpoint,
    labels: {},
    timeouts: timeoutsOf(undefined),
  };
}
