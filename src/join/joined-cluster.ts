import { parseClusterConfiguration, parseKubeletConfiguration } from "../config/kubeadm-config.ts";
import type { ClusterConfiguration, ComponentConfiguration, JoinConfiguration } from "../config/v1beta4.ts";
import { configMapKeys, configMaps, namespaces } from "../constants/names.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import type { KubeClient } from "../kube/client.ts";
import { clientFromKubeconfig, type KubeconfigAccess } from "../kube/from-kubeconfig.ts";
import { discover } from "./discover.ts";

/** What a joining node has learnt of its cluster, and the identity under which it did. */
export interface JoinedCluster {
  /** How the API server is reached until this node is a member. */
  readonly access: KubeconfigAccess;
  readonly client: KubeClient;
  readonly cluster: ClusterConfiguration;
  readonly kubelet: ComponentConfiguration;
}

/** Discovers the cluster and reads its configuration. The identity is an administrator's or the kubelet's where an earlier run got that far, else what the discovery gives. */
export async function joinCluster(
  view: HostView,
  join: JoinConfiguration,
  signal: AbortSignal,
): Promise<JoinedCluster> {
  const access = await discover(view, join, signal);
  const client = clientFromKubeconfig(view, access, { deadlineMs: join.timeouts.kubernetesAPICall });
  const [cluster, kubelet] = await Promise.all([
    configuration(client, configMaps.kubeadm, configMapKeys.kubeadm),
    configuration(client, configMaps.kubelet, configMapKeys.kubelet),
  ]);
  return {
    access,
    client,
    cluster: parseClusterConfiguration(cluster, `ConfigMap ${configMaps.kubeadm}`).cluster,
    kubelet: parseKubeletConfiguration(kubelet, `ConfigMap ${configMaps.kubelet}`),
  };
}

async function configuration(client: KubeClient, name: string, key: string): Promise<string> {
  const object = await client.get({ apiVersion: "v1", kind: "ConfigMap", namespace: namespaces.system, name });
  const data = object?.["data"];
  const text =
    typeof data === "object" && data !== null ? Object.entries(data).find(([each]) => each === key)?.[1] : undefined;
  if (typeof text === "string") return text;
  throw new KubewrightError("CLUSTER_CONFIGURATION_MISSING", {
    what: object === null ? `The cluster has no ConfigMap ${name}.` : `ConfigMap ${name} has no ${key}.`,
    why: "a cluster made by kubewright or kubeadm holds it in kube-system",
    next: "On a control plane, store it again: kubewright init phase upload-config all --config FILE",
    exitCode: exitCodes.stepFailed,
  });
}
