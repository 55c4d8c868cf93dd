import type { HostEnd } from "../engine/run-hosts.ts";
import type { FleetRequest } from "../fleet/fleet-request.ts";
import type { ClosedNode } from "../fleet/open-hosts.ts";

/** What a run over a whole cluster is given. */
export type ApplyRequest = FleetRequest;

/** How it ended: on each host that was reached, and which were not. */
export interface ApplyResult {
  readonly ends: readonly HostEnd[];
  readonly closed: readonly ClosedNode[];
  /** True when this run founded the cluster, or would. */
  readonly isFounding: boolean;
}
