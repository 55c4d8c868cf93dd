import { posix } from "node:path";
import { controlPlanesOf, initIntentOf } from "../config/cluster-intent.ts";
import type { PhaseList } from "../engine/phase.ts";
import { textState } from "../host/file-state.ts";
import type { Host } from "../host/host.ts";
import { firstObjectsSteps } from "../phases/wait-control-plane.ts";
import { type ApplyRun, clusterServer } from "./apply-run.ts";
import { clusterHost } from "./cluster-host.ts";
import { controlPlaneParts } from "./control-plane-parts.ts";
import { clusterList } from "./index.ts";
import { allHealthyPhase } from "./peer-waits.ts";
import type { Prepared } from "./prepared.ts";

/**
 * What belongs to no single node, and the host that stands for the whole cluster.
 * @param waits whether it waits for the control planes before it stores the cluster's configuration
 */
export function clusterHostList(
  run: ApplyRun,
  targets: Prepared["targets"],
  waits: boolean,
): { readonly host: Host; readonly list: PhaseList } {
  return { host: wholeCluster(run, targets), list: clusterObjects(run, targets, waits) };
}

function wholeCluster({ intent, authorities }: ApplyRun, [first, ...others]: Prepared["targets"]): Host {
  if (first === undefined) throw new Error("a cluster without control planes was not refused");
  const caPath = posix.join(intent.cluster.certificatesDir, "ca.crt");
  const files = async () => new Map([[caPath, textState(await authorities.caCertificate())]]);
  return clusterHost(`cluster ${intent.name}`, files, [first.host, ...others.map(({ host }) => host)]);
}

function clusterObjects(run: ApplyRun, targets: Prepared["targets"], waits: boolean): PhaseList {
  const { intent, api, now } = run;
  const [node] = controlPlanesOf(intent);
  if (node === undefined) throw new Error("a cluster without control planes was not refused");
  const parts = controlPlaneParts(run, node);
  return clusterList({
    intent,
    first: initIntentOf(intent, node),
    answers: parts.cluster,
    begins: {
      id: "wait-control-plane/api",
      title: "The first objects are there",
      steps: firstObjectsSteps({ ...parts.wait, open: api.source }),
    },
    offer: {
      tokens: [],
      renews: false,
      now,
      server: clusterServer(intent),
      caPath: posix.join(intent.cluster.certificatesDir, "ca.crt"),
    },
    allHealthy: allHealthyPhase(waits ? targets.map(({ host }) => host.name) : [], run),
  });
}
