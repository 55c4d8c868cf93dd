import type { ControlPlaneIntent } from "../config/cluster-intent.ts";
import { peers } from "../engine/peers.ts";
import type { Mode } from "../engine/run.ts";
import type { Host } from "../host/host.ts";
import { keyMint } from "../phases/key-mint.ts";
import type { ApplyRun } from "./apply-run.ts";
import { Milestones } from "./milestones.ts";
import { NodeList } from "./node-list.ts";
import type { Findings } from "./survey.ts";

/** A run before its lists are made: what it has in hand, and the control planes it goes to. */
export interface Prepared {
  readonly run: ApplyRun;
  readonly targets: readonly { readonly node: ControlPlaneIntent; readonly host: Host }[];
}

/** Adds to what a run has found what it remembers while it goes. */
export function prepared(
  found: Omit<ApplyRun, "nodes" | "peers" | "milestones" | "keys">,
  targets: readonly Findings[],
  mode: Mode,
): Prepared {
  const [first] = targets;
  if (first === undefined) throw new Error("a cluster without control planes was not refused");
  const run: ApplyRun = {
    ...found,
    nodes: new NodeList(found.api.source, first.host),
    peers: peers(),
    milestones: new Milestones(mode),
    keys: keyMint(found.intent.cluster.encryptionAlgorithm),
  };
  return { run, targets };
}
