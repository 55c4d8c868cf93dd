import type { ClusterIntent, ControlPlaneIntent } from "../config/cluster-intent.ts";
import { kubeletConf } from "../constants/paths.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { ClusterRecord } from "./record.ts";
import { refusePromoted } from "./roles.ts";
import type { Findings } from "./survey.ts";

/** How the control planes stand to the cluster of the file. */
export type Standing =
  /** No member has ever served: all of them start together. `noted`: the record of an earlier run that did not get so far. */
  | { readonly kind: "founding"; readonly noted: ClusterRecord | null }
  /** The cluster is there. `settled` have etcd's data, `joining` have none. */
  | {
      readonly kind: "existing";
      readonly record: ClusterRecord;
      readonly settled: readonly Findings[];
      readonly joining: readonly Findings[];
    };

/**
 * Founds only when every control plane can be seen and none has a record, or all have the same unfinished one and no member
 * of etcd can have been lost meanwhile. Everything else is an existing cluster, or an error: CLUSTER_FOREIGN,
 * WORKER_ALREADY, CLUSTER_RECORDS_DIFFER, CLUSTER_OTHER, FOUNDING_DIFFERS, FOUNDING_UNSEEN.
 */
export function standingOf(
  intent: ClusterIntent,
  findings: readonly Findings[],
  unseen: readonly ControlPlaneIntent[],
): Standing {
  const records = findings.flatMap(({ record }) => (record === null ? [] : [record]));
  const [first] = records;
  if (first !== undefined) refusePromoted(findings, first);
  refuseForeign(findings);
  if (first !== undefined) refuseOthers(intent, findings, first);
  const isFounded = records.some(({ state }) => state === "founded");
  if (first !== undefined && (isFounded || mayHaveServed(findings))) {
    const settled = findings.filter(({ data }) => data.state === "present");
    if (settled.length === 0) throw noData(unseen);
    const joining = findings.filter(({ data }) => data.state !== "present");
    return { kind: "existing", record: records.find(({ state }) => state === "founded") ?? first, settled, joining };
  }
  if (unseen.length > 0) throw notAllSeen(unseen, first !== undefined);
  if (first !== undefined && findings.some(({ data }) => data.state === "present")) refuseOtherMembers(intent, first);
  return { kind: "founding", noted: first ?? null };
}

/** A host without a record beside hosts with etcd data: it had none at the founding, or lost its disk since. */
function mayHaveServed(findings: readonly Findings[]): boolean {
  return findings.some(({ record }) => record === null) && findings.some(({ data }) => data.state === "present");
}

function refuseForeign(findings: readonly Findings[]): void {
  const foreign = findings.filter(
    ({ record, traces, data }) => record === null && (traces.length > 0 || data.state !== "empty"),
  );
  if (foreign.length === 0) return;
  const why = foreign
    .map(
      ({ node, traces, data }) =>
        `${node.name}: ${[...traces, ...(data.state === "empty" ? [] : ["etcd data"])].join(", ")}`,
    )
    .join("\n");
  if (foreign.every(isWorker)) throw workersElsewhere(foreign, why);
  throw new KubewrightError("CLUSTER_FOREIGN", {
    what: `${names(foreign)} ${foreign.length === 1 ? "belongs" : "belong"} to a cluster that \`apply\` did not make.`,
    why,
    next: "This release cannot take such a cluster over yet. If it is of no use any more, clean its hosts with: kubewright reset",
  });
}

/** It has a kubelet's kubeconfig and nothing of a control plane. */
function isWorker({ traces, data, version }: Findings): boolean {
  return version === null && data.state === "empty" && traces.every((path) => path === kubeletConf);
}

/** One control plane and one worker that have changed places in the file, for one. */
function workersElsewhere(foreign: readonly Findings[], why: string): KubewrightError {
  return new KubewrightError("CLUSTER_FOREIGN", {
    what: `${names(foreign)} ${foreign.length === 1 ? "is a worker" : "are workers"} of a cluster to which no control plane of the file belongs.`,
    why,
    next: "If the file has changed roles, write them as they were: `apply` changes none. A cluster that `apply` did not make cannot be taken over yet; what is of no use any more is cleaned with: kubewright reset",
  });
}

function refuseOthers(intent: ClusterIntent, findings: readonly Findings[], first: ClusterRecord): void {
  const others = findings.filter(({ record }) => record !== null && record.clusterId !== first.clusterId);
  if (others.length > 0) {
    throw new KubewrightError("CLUSTER_RECORDS_DIFFER", {
      what: "The control planes of this file belong to different clusters.",
      why: findings
        .map(({ node, record }) => `${node.name}: ${record === null ? "none" : `${record.name} ${record.clusterId}`}`)
        .join("\n"),
      next: "Look whether the file names the right hosts. A host whose cluster is of no use any more is cleaned with: kubewright reset",
    });
  }
  if (first.name === intent.name) return;
  throw new KubewrightError("CLUSTER_OTHER", {
    what: `These hosts are the cluster "${first.name}", and the file describes "${intent.name}".`,
    next: `Look whether this is the right file; if it is, write metadata.name: ${first.name}. A cluster cannot be renamed.`,
    exitCode: exitCodes.usage,
  });
}

/** Members that are started as new must all be told of the same list. */
function refuseOtherMembers(intent: ClusterIntent, { members }: ClusterRecord): void {
  const text = (list: readonly { readonly name: string; readonly address: string }[]): string =>
    list
      .map(({ name, address }) => `${name} ${address}`)
      .sort()
      .join(", ");
  const wanted = text(intent.nodes.filter(({ role }) => role === "control-plane"));
  if (wanted === text(members)) return;
  throw new KubewrightError("FOUNDING_DIFFERS", {
    what: "The founding of this cluster has begun with other control planes than the file names now.",
    why: `begun with ${text(members)}; the file names ${wanted}`,
    next: "Finish it with the control planes it was begun with, then add the others. Or clean them all with kubewright reset and begin anew.",
  });
}

function noData(unseen: readonly ControlPlaneIntent[]): KubewrightError {
  if (unseen.length > 0) {
    return new KubewrightError("CLUSTER_UNSEEN", {
      what: `No control plane that holds the cluster's data can be seen; not seen: ${namesOf(unseen)}.`,
      next: "Repair what is named above, then run the same command again. Nothing was changed.",
      exitCode: exitCodes.unreachable,
    });
  }
  return new KubewrightError("CLUSTER_DATA_LOST", {
    what: "The cluster was founded, and no control plane has etcd's data any more.",
    next: "Restore a snapshot of etcd on one control plane. If the cluster is of no use any more, clean its hosts with kubewright reset and begin anew.",
  });
}

function notAllSeen(unseen: readonly ControlPlaneIntent[], isBegun: boolean): KubewrightError {
  return new KubewrightError("FOUNDING_UNSEEN", {
    what: `The cluster is not ${isBegun ? "finished" : "founded"} yet, and ${namesOf(unseen)} cannot be seen.`,
    why: "A cluster is founded only when all its control planes are seen to belong to none: founded twice, it would be two.",
    next: "Repair what is named above, then run the same command again. Nothing was changed.",
    exitCode: exitCodes.unreachable,
  });
}

function namesOf(unseen: readonly ControlPlaneIntent[]): string {
  return unseen.map(({ name }) => name).join(", ");
}

function names(findings: readonly Findings[]): string {
  return findings.map(({ node }) => node.name).join(", ");
}
