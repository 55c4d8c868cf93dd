import type { ClusterIntent } from "../config/cluster-intent.ts";
import type { InitIntent } from "../config/v1beta4.ts";
import type { Phase } from "../engine/phase.ts";
import type { JoinOffer } from "../phases/bootstrap-token.ts";

/** What the objects of the cluster are made with. */
export interface ClusterParts {
  readonly intent: ClusterIntent;
  /** The first control plane, as `init` would see it. */
  readonly first: InitIntent;
  /** An API server of the cluster answers. */
  readonly answers: Phase;
  /** The first objects, without which the others cannot be made. */
  readonly begins: Phase;
  /** Without tokens: nobody joins with one here. */
  readonly offer: JoinOffer;
  readonly allHealthy: Phase;
}
