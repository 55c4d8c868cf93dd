import { isControlPlane, type NodeIntent } from "../config/cluster-intent.ts";
import { asErrors, throwable } from "../engine/fail.ts";
import { untilInterrupted } from "../engine/until-interrupted.ts";
import type { KubewrightError } from "../errors.ts";
import { withFleet } from "../fleet/hold-open.ts";
import type { ClosedNode, OpenHost, OpenNode } from "../fleet/open-hosts.ts";
import { decideRuntimes } from "../fleet/runtimes.ts";
import { type GatheringHost, gatheringHost } from "../host/gathering-host.ts";
import type { ApplyRequest, ApplyResult } from "./apply-request.ts";
import { glimpse } from "./glimpse.ts";
import { inTurn, type NodeInTurn } from "./in-turn.ts";
import { lookAround } from "./look-around.ts";
import { prepareExisting } from "./prepare-existing.ts";
import { prepareFounding } from "./prepare-founding.ts";
import { standingOf } from "./standing.ts";
import type { Findings } from "./survey.ts";
import { walkCluster } from "./walk-cluster.ts";

/** Makes the cluster what its file says, or plans it. Throws what concerns the whole; what concerns a host is in the result. */
export async function applyCluster(request: ApplyRequest): Promise<ApplyResult> {
  const gathering = new Map<string, GatheringHost>();
  const open: OpenHost = async (node) => {
    const host = gatheringHost(await request.openHost(node));
    gathering.set(node.name, host);
    return host;
  };
  return withFleet({ ...request, openHost: open }, async ({ opened, closed }) => {
    if (opened.length === 0) throw throwable(closed.map(({ error }) => error));
    const look = ({ node, host }: OpenNode) => glimpse(node, gathering.get(node.name) ?? host, request.intent.cluster);
    return withHosts(request, inTurn(opened, look), closed);
  });
}

async function withHosts(
  request: ApplyRequest,
  opened: readonly NodeInTurn[],
  closed: readonly ClosedNode[],
): Promise<ApplyResult> {
  const looks = Promise.all([decideRuntimes(opened), lookAround(request.intent, opened)]);
  const [withRuntime, { findings, unseen }] = await untilInterrupted(looks, request.signal);
  const decided = <Place extends { readonly node: NodeIntent }>(place: Place): Place => ({
    ...place,
    node: withRuntime(place.node),
  });
  const intent = { ...request.intent, nodes: request.intent.nodes.map(withRuntime) };
  const missing = [...closed, ...unseen];
  try {
    return await withFindings({ ...request, intent }, opened.map(decided), findings.map(decided), missing);
  } catch (thrown) {
    throw besideMissing(asErrors(thrown), missing);
  }
}

/** What keeps machines from being seen is told in full: before what follows from it, and behind what has nothing to do with it. */
function besideMissing(errors: readonly KubewrightError[], missing: readonly ClosedNode[]): Error {
  const reasons = missing.map(({ error }) => error);
  const follows = errors.some(({ code }) => code === "FOUNDING_UNSEEN" || code === "CLUSTER_UNSEEN");
  return throwable(follows ? [...reasons, ...errors] : [...errors, ...reasons]);
}

async function withFindings(
  request: ApplyRequest,
  opened: readonly NodeInTurn[],
  findings: readonly Findings[],
  missing: readonly ClosedNode[],
): Promise<ApplyResult> {
  const standing = standingOf(request.intent, findings, missing.map(({ node }) => node).filter(isControlPlane));
  const preparing =
    standing.kind === "founding" ? prepareFounding(request, findings, standing) : prepareExisting(request, standing);
  const prepared = await untilInterrupted(preparing, request.signal);
  const seen = opened.filter(({ node }) => !missing.some((other) => other.node.name === node.name));
  try {
    const ends = await walkCluster(request, prepared, standing, seen, missing);
    return { ends, closed: missing, isFounding: standing.kind === "founding" };
  } finally {
    prepared.run.api.close();
  }
}
