import { isControlPlane } from "../config/cluster-intent.ts";
import { throwable } from "../engine/fail.ts";
import type { PhaseList } from "../engine/phase.ts";
import { type HostEnd, type HostList, runHosts } from "../engine/run-hosts.ts";
import type { ClosedNode } from "../fleet/open-hosts.ts";
import type { ApplyRequest } from "./apply-request.ts";
import type { ApplyRun } from "./apply-run.ts";
import { clusterHostList } from "./cluster-objects.ts";
import { controlPlaneParts } from "./control-plane-parts.ts";
import type { NodeInTurn } from "./in-turn.ts";
import { foundingControlPlane, foundingGround, joiningControlPlane, settledControlPlane, worker } from "./index.ts";
import type { Prepared } from "./prepared.ts";
import type { Standing } from "./standing.ts";
import { workerParts } from "./worker-parts.ts";

/** One host's part: what must lie on all of them before any goes on (at a founding only), and its own list. */
interface Part {
  readonly ground: PhaseList;
  readonly list: PhaseList;
}

/** Walks every host's list, and the list of what belongs to no host. Throws when a founding's ground could not be laid on every control plane. */
export async function walkCluster(
  request: ApplyRequest,
  { run, targets }: Prepared,
  standing: Standing,
  opened: readonly NodeInTurn[],
  missing: readonly ClosedNode[],
): Promise<readonly HostEnd[]> {
  const { mode, signal, tell, now } = request;
  const options = { mode, signal, tell, now, peers: run.peers };
  for (const { node, error } of missing) run.peers.fail(node.name, error);
  const objects = run.api.store(true);
  const parts = opened.map((open) => ({ host: open.host, objects, ...partOf(run, standing, open) }));
  const whole = { objects, ...clusterHostList(run, targets, mode === "apply" || hasNew(standing)) };
  if (mode === "plan") {
    const lists = parts.map(({ ground, list, ...one }): HostList => ({ ...one, list: [...ground, ...list] }));
    return runHosts([...lists, whole], options);
  }
  const grounds = parts.filter(({ ground }) => ground.length > 0).map((part) => ({ ...part, list: part.ground }));
  const laid = await runHosts(grounds, options);
  const errors = laid.flatMap((end) => ("errors" in end ? end.errors : []));
  if (errors.length > 0) throw throwable(errors);
  return [...laid, ...(await runHosts([...parts, whole], options))];
}

function partOf(run: ApplyRun, standing: Standing, { node, host, begins }: NodeInTurn): Part {
  if (!isControlPlane(node)) return { ground: [], list: worker(workerParts(run, node), begins) };
  const parts = controlPlaneParts(run, node);
  void parts.issuing.prepare(host);
  if (standing.kind === "founding") return { ground: foundingGround(parts), list: foundingControlPlane(parts) };
  const isSettled = standing.settled.some((one) => one.node.name === node.name);
  return { ground: [], list: isSettled ? settledControlPlane(parts) : joiningControlPlane(parts) };
}

/** A plan in which every control plane is there waits for none of them. */
function hasNew(standing: Standing): boolean {
  return standing.kind === "founding" || standing.joining.length > 0;
}
