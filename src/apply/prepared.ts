import type { ClusterIntent, ControlPlaneIntent } from "../config/cluster-intent.ts";
import { peers } from "../engine/peers.ts";
import type { Host } from "../host/host.ts";
import { keyMint } from "../phases/key-mint.ts";
import type { ApplyRun } from "./apply-run.ts";
import type { ClusterAuthorities } from "./authorities.ts";
import type { ClusterApi } from "./cluster-api.ts";
import { Milestones } from "./milestones.ts";
import { NodeList } from "./node-list.ts";
import type { ClusterRecord } from "./record.ts";
import type { Findings } from "./survey.ts";

/** A run before its lists are made: what it has in hand, and the control planes it goes to. */
export interface Prepared {
  readonly run: ApplyRun;
  readonly targets: readonly { readonly node: ControlPlaneIntent; readonly host: Host }[];
}

/** Puts the parts of a run together. */
export function prepared(
  intent: ClusterIntent,
  now: Date,
  record: ClusterRecord,
  authorities: ClusterAuthorities,
  targets: readonly Findings[],
  settled: readonly ControlPlaneIntent[],
  api: ClusterApi,
): Prepared {
  const [first] = targets;
  if (first === undefined) throw new Error("a cluster without control planes was not refused");
  const run: ApplyRun = {
    intent,
    now,
    record,
    authorities,
    api,
    nodes: new NodeList(api.source, first.host),
    peers: peers(),
    milestones: new Milestones(),
    keys: keyMint(intent.cluster.encryptionAlgorithm),
    settled,
  };
  return { run, targets };
}
