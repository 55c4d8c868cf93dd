import type { ClusterIntent } from "../config/cluster-intent.ts";
import type { Tell } from "../engine/event.ts";
import type { Mode } from "../engine/run.ts";
import type { OpenHost } from "./open-hosts.ts";

/** What a run over the machines of a cluster is given. */
export interface FleetRequest {
  readonly intent: ClusterIntent;
  readonly mode: Mode;
  readonly openHost: OpenHost;
  readonly tell: Tell;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Who holds the hosts' locks, for whom they keep out. */
  readonly holder: string;
}
