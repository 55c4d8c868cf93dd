import { type ClusterIntent, isControlPlane } from "../config/cluster-intent.ts";
import { labels } from "../constants/labels.ts";
import { clusterRecord } from "../constants/paths.ts";
import type { KubeObject } from "../engine/object-store.ts";
import type { Phase } from "../engine/phase.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import { staticPodPath } from "../manifests/static-pods.ts";
import type { ClusterRecord } from "./record.ts";
import type { Findings } from "./survey.ts";

/** Refuses a file that makes a worker of a control plane, by the marks of the cluster's Nodes. Error CONTROL_PLANE_ALREADY, exit code 3. */
export function refuseDemoted(intent: ClusterIntent, nodes: readonly KubeObject[]): void {
  const marked = nodes.filter(({ metadata }) => Object.hasOwn(Object(metadata["labels"]), labels.controlPlane));
  const workers = intent.nodes.filter((node) => !isControlPlane(node)).map(({ name }) => name);
  const demoted = marked.map(({ metadata }) => metadata.name).filter((name) => workers.includes(name));
  if (demoted.length > 0) throw isControlPlaneAlready(demoted);
}

/** Refuses a file that makes a control plane of a worker of the same cluster: a node without etcd, API server and record. Error WORKER_ALREADY, exit code 3. */
export function refusePromoted(findings: readonly Findings[], { authorities, members }: ClusterRecord): void {
  const promoted = findings
    .filter(({ record, data, version }) => record === null && data.state === "empty" && version === null)
    .filter(({ traces, caPin }) => traces.length > 0 && caPin === authorities["ca"])
    .map(({ node }) => node.name)
    .filter((name) => !members.some((member) => member.name === name));
  if (promoted.length === 0) return;
  const names = promoted.join(", ");
  throw new KubewrightError("WORKER_ALREADY", {
    what: `${names} ${promoted.length === 1 ? "is a worker" : "are workers"} of this cluster, and the file says control-plane.`,
    why: "`apply` changes no roles",
    next: `Write role: worker again. Or drain it; then, with the file as it was: kubewright reset -f FILE --nodes ${promoted.join(",")}; then the same command again.`,
    exitCode: exitCodes.preflight,
  });
}

/**
 * A phase of a worker that fails with CONTROL_PLANE_ALREADY, before it does anything, on a host that is a control plane or was
 * to be one: the cluster's keys lie there.
 * @param begins called when the host is let in
 */
export function onWorkersOnly(phase: Phase, begins: () => void = () => undefined): Phase {
  const { steps } = phase;
  return {
    ...phase,
    steps: async (context) => {
      begins();
      const traces = [clusterRecord, staticPodPath("kube-apiserver")];
      const files = await context.host.read(traces);
      if (traces.some((path) => files.has(path))) throw isControlPlaneAlready([context.host.name]);
      return typeof steps === "function" ? steps(context) : steps;
    },
  };
}

function isControlPlaneAlready(names: readonly string[]): KubewrightError {
  return new KubewrightError("CONTROL_PLANE_ALREADY", {
    what: `${names.join(", ")} ${names.length === 1 ? "is a control plane" : "are control planes"} already, and the file says worker.`,
    why: "`apply` changes no roles",
    next: `Write role: control-plane again. Or, with the file as it was: kubewright reset -f FILE --nodes ${names.join(",")}; then the same command again.`,
    exitCode: exitCodes.preflight,
  });
}
