import type { ClusterConfiguration } from "../config/v1beta4.ts";
import { manifestsDir } from "../constants/paths.ts";
import type { Phase } from "../engine/phase.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { directoryState, textState } from "../host/file-state.ts";
import type { FileTree } from "../host/host.ts";
import type { ControlPlaneNode } from "../manifests/control-plane-node.ts";
import { type StaticPodName, staticPodPath, staticPodText } from "../manifests/static-pods.ts";
import { directoriesStep } from "../steps/directories.ts";
import { filesStep } from "../steps/files.ts";

/** Where the description of this control plane comes from, once the machine can be looked at. */
export type NodeSource = (context: StepContext) => Promise<ControlPlaneNode>;

interface Component {
  readonly id: string;
  readonly pod: StaticPodName;
  readonly title: string;
}

const apiServer: Component = { id: "apiserver", pod: "kube-apiserver", title: "The API server's static Pod" };

const apiClients: readonly Component[] = [
  { id: "controller-manager", pod: "kube-controller-manager", title: "The controller manager's static Pod" },
  { id: "scheduler", pod: "kube-scheduler", title: "The scheduler's static Pod" },
];

/** Phase etcd/local: the data directory (0700) and etcd's manifest (0600). Without steps where etcd is external. */
export function etcdPhase(cluster: ClusterConfiguration, node: NodeSource): Phase {
  const steps =
    cluster.etcd.local === undefined
      ? []
      : [etcdDataStep(cluster), manifestStep("etcd", "etcd's static Pod", cluster, node, "refuse")];
  return { id: "etcd/local", title: "etcd", steps };
}

/** etcd's data directory, mode 0700; nothing where etcd is external. */
export function etcdDataStep(cluster: ClusterConfiguration): Step {
  const dataDir = cluster.etcd.local?.dataDir;
  const directories = new Map(dataDir === undefined ? [] : [[dataDir, 0o700] as const]);
  return directoriesStep({ id: "etcd-data", title: "etcd's data directory", directories });
}

/** What becomes of a manifest that somebody edited: it is refused, or shown and written anew. */
type Foreign = "refuse" | "overwrite";

/** Phases control-plane/apiserver, control-plane/controller-manager, control-plane/scheduler: a manifest each, mode 0600. */
export function controlPlanePhases(
  cluster: ClusterConfiguration,
  node: NodeSource,
  foreign: Foreign = "refuse",
): readonly Phase[] {
  return [apiServerPhase(cluster, node, foreign), ...apiClientPhases(cluster, node, foreign)];
}

/** Phase control-plane/apiserver alone. */
export function apiServerPhase(cluster: ClusterConfiguration, node: NodeSource, foreign: Foreign = "refuse"): Phase {
  return manifestPhase(apiServer, cluster, node, foreign);
}

/** Phases control-plane/controller-manager and control-plane/scheduler: those that can do nothing without the API server. */
export function apiClientPhases(
  cluster: ClusterConfiguration,
  node: NodeSource,
  foreign: Foreign = "refuse",
): readonly Phase[] {
  return apiClients.map((component) => manifestPhase(component, cluster, node, foreign));
}

function manifestPhase(
  { id, pod, title }: Component,
  cluster: ClusterConfiguration,
  node: NodeSource,
  foreign: Foreign,
): Phase {
  return { id: `control-plane/${id}`, title, steps: [manifestStep(pod, title, cluster, node, foreign)] };
}

function manifestStep(
  pod: StaticPodName,
  title: string,
  cluster: ClusterConfiguration,
  node: NodeSource,
  foreign: Foreign,
): Step {
  return filesStep({
    id: `${pod}-manifest`,
    title,
    foreign,
    tree: async (context) => {
      const text = staticPodText(pod, cluster, await node(context));
      return manifestTree(context, staticPodPath(pod), text);
    },
  });
}

/** A manifest with mode 0600, and its directory with mode 0700 where none is there; one that is there keeps its mode. Only the directory when there is no text. */
export async function manifestTree(context: StepContext, path: string, text: string | undefined): Promise<FileTree> {
  const there = (await context.host.read([manifestsDir])).get(manifestsDir);
  return new Map([
    ...(there === undefined ? [[manifestsDir, directoryState(0o700)] as const] : []),
    ...(text === undefined ? [] : [[path, textState(text, 0o600)] as const]),
  ]);
}
