import type { ClusterIntent } from "../config/cluster-intent.ts";
import { parseClusterConfiguration } from "../config/kubeadm-config.ts";
import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { configMapKeys, configMaps, namespaces } from "../constants/names.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { KubeClient } from "../kube/client.ts";
import type { Findings } from "./survey.ts";

/** The file with the version the cluster has, where the file names none. Error VERSION_DIFFERS when it names another. */
export function withClusterVersion(intent: ClusterIntent, settled: readonly Findings[]): ClusterIntent {
  const running = settled.find(({ version }) => version !== null)?.version;
  if (running === undefined || running === null || running === intent.cluster.kubernetesVersion) return intent;
  if (!intent.isVersionGiven) return { ...intent, cluster: { ...intent.cluster, kubernetesVersion: running } };
  throw new KubewrightError("VERSION_DIFFERS", {
    what: `The cluster runs ${running}, and the file names ${intent.cluster.kubernetesVersion}.`,
    why: "`apply` changes no versions",
    next: `Upgrade the cluster first (kubewright upgrade), or write kubernetesVersion: ${running}, or leave it out.`,
    exitCode: exitCodes.usage,
  });
}

/** What cannot be changed in a living cluster. */
const fixed: readonly string[] = [
  "networking.podSubnet",
  "networking.serviceSubnet",
  "networking.dnsDomain",
  "etcd.local.dataDir",
  "certificatesDir",
  "clusterName",
  "controlPlaneEndpoint",
];

/**
 * Refuses a file whose ClusterConfiguration is not the one the cluster keeps: CLUSTER_FIXED for what a living cluster cannot
 * change, CLUSTER_CHANGE_UNSUPPORTED for the rest, which this release does not roll out yet. Nothing stored is nothing to compare.
 */
export async function compareStored(client: KubeClient, cluster: ClusterConfiguration): Promise<void> {
  const ref = { apiVersion: "v1", kind: "ConfigMap", namespace: namespaces.system, name: configMaps.kubeadm };
  const object = await client.get(ref);
  const data = object?.["data"];
  const text = typeof data === "object" && data !== null ? Reflect.get(data, configMapKeys.kubeadm) : undefined;
  if (typeof text !== "string") return;
  const stored = parseClusterConfiguration(text, `ConfigMap ${configMaps.kubeadm}`).cluster;
  const differences = differing(stored, cluster, "");
  if (differences.length === 0) return;
  const impossible = differences.filter(({ path }) => fixed.includes(path));
  const isFixed = impossible.length > 0;
  throw new KubewrightError(isFixed ? "CLUSTER_FIXED" : "CLUSTER_CHANGE_UNSUPPORTED", {
    what: `The file's ClusterConfiguration is not the one that the cluster keeps in ConfigMap ${configMaps.kubeadm}.`,
    why: (isFixed ? impossible : differences)
      .map(({ path, was, is }) => `${path}: the cluster has ${shown(was)}, the file says ${shown(is)}`)
      .join("\n"),
    next: isFixed
      ? "This cannot be changed in a living cluster. Write what the cluster has, or make a new cluster."
      : "This release cannot roll such a change out yet. Write what the cluster has; if somebody changed the ConfigMap by hand, put it right with kubectl.",
    exitCode: exitCodes.usage,
  });
}

interface Difference {
  readonly path: string;
  readonly was: unknown;
  readonly is: unknown;
}

function differing(was: unknown, is: unknown, path: string): readonly Difference[] {
  if (isMapping(was) && isMapping(is)) {
    const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
    return keys.flatMap((key) => differing(was[key], is[key], path === "" ? key : `${path}.${key}`));
  }
  return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ path, was, is }];
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
