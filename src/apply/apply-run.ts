import { type ClusterIntent, type ControlPlaneIntent, controlPlanesOf } from "../config/cluster-intent.ts";
import type { Peers } from "../engine/peers.ts";
import { controlPlaneServer } from "../manifests/server-url.ts";
import type { KeyMint } from "../phases/key-mint.ts";
import type { ClusterAuthorities } from "./authorities.ts";
import type { ClusterApi } from "./cluster-api.ts";
import type { Milestones } from "./milestones.ts";
import type { NodeList } from "./node-list.ts";
import type { ClusterRecord } from "./record.ts";

/** What a run of `apply` has in hand before any list is made. */
export interface ApplyRun {
  readonly intent: ClusterIntent;
  readonly now: Date;
  readonly record: ClusterRecord;
  readonly authorities: ClusterAuthorities;
  readonly api: ClusterApi;
  readonly nodes: NodeList;
  readonly peers: Peers;
  readonly keys: KeyMint;
  readonly milestones: Milestones;
  /** Control planes that hold etcd's data, by whose members a further one is added; empty at a founding. */
  readonly settled: readonly ControlPlaneIntent[];
}

/** The URL by which the nodes reach the control plane. */
export function clusterServer(intent: ClusterIntent): string {
  const [first] = controlPlanesOf(intent);
  if (first === undefined) throw new Error("a cluster without control planes was not refused");
  return controlPlaneServer(intent.cluster, first.endpoint);
}
