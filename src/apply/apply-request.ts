import type { ClusterIntent } from "../config/cluster-intent.ts";
import type { Tell } from "../engine/event.ts";
import type { Mode } from "../engine/run.ts";
import type { HostEnd } from "../engine/run-hosts.ts";
import type { ClosedNode, OpenHost } from "../fleet/open-hosts.ts";

/** What a run over a whole cluster is given. */
export interface ApplyRequest {
  readonly intent: ClusterIntent;
  readonly mode: Mode;
  readonly openHost: OpenHost;
  readonly tell: Tell;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Who holds the hosts' locks, for whom they keep out. */
  readonly holder: string;
}

/** How it ended: on each host that was reached, and which were not. */
export interface ApplyResult {
  readonly ends: readonly HostEnd[];
  readonly closed: readonly ClosedNode[];
  /** True when this run founded the cluster, or would. */
  readonly isFounding: boolean;
}
