import { unsupportedCluster } from "../config/unsupported.ts";
import type { JoinConfiguration } from "../config/v1beta4.ts";
import { throwable } from "../engine/fail.ts";
import type { PhaseList } from "../engine/phase.ts";
import { run } from "../engine/run.ts";
import type { Host } from "../host/host.ts";
import type { Io } from "../io.ts";
import { type ApiAccess, apiAccess, clusterObjects } from "../phases/api-access.ts";
import { flatPhases, selectPhases } from "../phases/select-phases.ts";
import type { Reporter } from "../report/reporter.ts";
import type { RunOptions } from "../run-options.ts";
import { controlPlaneList, discoveryPhase, preparationPhases, workerList } from "./index.ts";
import { controlPlaneParts, workerParts } from "./join-parts.ts";
import type { JoinedCluster } from "./joined-cluster.ts";

/** One run of `join` on one host. */
export interface JoinWork {
  readonly join: JoinConfiguration;
  readonly warnings: readonly string[];
  readonly io: Io;
  readonly options: RunOptions;
  readonly host: Host;
}

/**
 * First the look at the machine and, beside it, at the cluster: both change nothing, and what each finds in the way is told at once.
 * Then, with the cluster known, the rest: what the second list holds follows from the cluster's configuration. True when anything was changed.
 */
export async function joinInTwo(work: JoinWork, reporter: Reporter): Promise<boolean> {
  const { join, io, options } = work;
  let joined: JoinedCluster | undefined;
  const keep = (found: JoinedCluster) => {
    joined = found;
  };
  const wanted = { only: options.only, skip: join.skipPhases };
  // A machine that cannot join need not wait for a cluster that does not answer.
  const inTheWay = new AbortController();
  const checks = preparationPhases(join, io.env, () => inTheWay.abort());
  const first = flatPhases(selectPhases(checks, wanted, phaseNames));
  const before = await runList(work, reporter, [{ together: [...first, discoveryPhase(join, keep, inTheWay.signal)] }]);
  if (joined === undefined) throw new Error("the discovery ended without a cluster");
  const cluster: JoinedCluster = joined;
  try {
    const list =
      join.controlPlane === undefined
        ? workerList(workerParts(join, cluster))
        : controlPlaneListOf(work, join.controlPlane, cluster);
    const after = await runList(work, reporter, selectPhases(list, wanted, phaseNames), cluster);
    return before + after > 0;
  } finally {
    cluster.client.close();
  }
}

function controlPlaneListOf(
  work: JoinWork,
  controlPlane: NonNullable<JoinConfiguration["controlPlane"]>,
  cluster: JoinedCluster,
): PhaseList {
  const { join, io, host } = work;
  const refused = unsupportedCluster(cluster.cluster);
  if (refused.length > 0) throw throwable(refused);
  const parts = controlPlaneParts(join, controlPlane, cluster, { now: new Date(io.now()), environment: io.env });
  void parts.issuing.prepare(host);
  return controlPlaneList(parts);
}

/** kubeadm's phases of join: right in --skip-phases whatever the role of the node. */
const phaseNames = [
  ...[
    "preflight",
    "control-plane-prepare/download-certs",
    "control-plane-prepare/certs",
    "control-plane-prepare/kubeconfig",
  ],
  ...["control-plane-prepare/control-plane", "check-etcd", "kubelet-start", "etcd-join", "kubelet-wait-bootstrap"],
  ...["control-plane-join/mark-control-plane", "wait-control-plane"],
];

async function runList(work: JoinWork, reporter: Reporter, list: PhaseList, cluster?: JoinedCluster): Promise<number> {
  const { join, io, host } = work;
  const access = accessOf(join);
  const objects = clusterObjects(access, host, cluster !== undefined ? "comes-later" : "comes-back");
  try {
    const mode = join.dryRun ? "plan" : "apply";
    return (await run(list, { host, objects, mode, signal: io.signal, tell: reporter.tell, now: io.now })).changed;
  } finally {
    objects.close();
  }
}

/** The API server of this host, once it is a control plane. */
function accessOf(join: JoinConfiguration): ApiAccess {
  const endpoint = join.controlPlane?.localAPIEndpoint;
  const local = endpoint === undefined ? undefined : { host: endpoint.advertiseAddress, port: endpoint.bindPort };
  return apiAccess({ local, deadlineMs: join.timeouts.kubernetesAPICall });
}
