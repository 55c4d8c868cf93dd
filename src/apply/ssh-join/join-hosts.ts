import type { JoinFlags } from "../../config/join-flags.ts";
import type { ConfigSource } from "../../config/load.ts";
import type { Tell } from "../../engine/event.ts";
import { asErrors } from "../../engine/fail.ts";
import type { Mode } from "../../engine/run.ts";
import { untilInterrupted } from "../../engine/until-interrupted.ts";
import type { KubewrightError } from "../../errors.ts";
import { holdThose } from "../../fleet/hold-open.ts";
import type { OpenHost } from "../../fleet/open-hosts.ts";
import type { Host } from "../../host/host.ts";
import type { Outcome } from "../outcome.ts";
import { type Candidate, openCandidate } from "./candidate.ts";
import { refusal } from "./refusals.ts";
import type { SshTarget } from "./targets.ts";
import { type ThisCluster, thisCluster } from "./this-cluster.ts";
import { walkJoins } from "./walk-joins.ts";

/** What a join over SSH is given. */
export interface SshJoinRequest {
  /** The control plane where it is typed. */
  readonly here: Host;
  readonly targets: readonly SshTarget[];
  readonly source: ConfigSource | undefined;
  readonly flags: JoinFlags;
  readonly mode: Mode;
  readonly openHost: OpenHost;
  /** The addresses behind a name, as this host sees them; [] where it has none. */
  readonly resolve: (name: string) => Promise<readonly string[]>;
  readonly tell: Tell;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Who holds the hosts' locks, for whom they keep out. */
  readonly holder: string;
}

/** Joins machines to the cluster of this host, or plans it. Throws what concerns the cluster; what concerns a machine is in the outcome. */
export async function joinHosts(request: SshJoinRequest): Promise<Outcome> {
  const [cluster, { candidates, lost }] = await untilInterrupted(
    Promise.all([thisCluster(request.here), connected(request)]),
    request.signal,
  );
  try {
    const { willing, refused } = await sorted(candidates, cluster, request);
    const held = request.mode === "apply" ? await holdThose(willing, request.holder, request.tell, request.now) : null;
    const { there, gone } = held ?? { there: willing, gone: [] };
    try {
      return { ends: await walkJoins(request, cluster, there), closed: [...lost, ...refused, ...gone] };
    } finally {
      await held?.release();
    }
  } finally {
    cluster.api.close();
    await Promise.allSettled(candidates.map(({ host }) => host.close()));
  }
}

type Closed = Outcome["closed"][number];

/** Connects to all machines at once. One that cannot be reached does not keep the others. */
async function connected(request: SshJoinRequest) {
  const { tell, now } = request;
  const candidates: Candidate[] = [];
  const lost: Closed[] = [];
  const one = async (target: SshTarget): Promise<void> => {
    const began = now();
    const place = { phase: "connect", title: "Connect" };
    const ended = (host: string, error?: KubewrightError): void => {
      tell({ host, at: began, type: "phase-started", ...place });
      if (error !== undefined) tell({ host, phase: "connect", at: now(), type: "failed", step: "connect", error });
      const outcome = error === undefined ? "unchanged" : "failed";
      tell({ host, phase: "connect", at: now(), type: "phase-ended", outcome, durationMs: now() - began });
    };
    try {
      const candidate = await openCandidate(target, request);
      ended(candidate.node.name);
      candidates.push(candidate);
    } catch (thrown) {
      const [error] = asErrors(thrown);
      if (error === undefined) throw thrown;
      const placed = error.at({ node: target.text });
      ended(target.text, placed);
      lost.push({ node: { name: target.text }, error: placed });
    }
  };
  await Promise.all(request.targets.map(one));
  const order = (name: string): number => request.targets.findIndex(({ text }) => text === name);
  candidates.sort((a, b) => order(a.target.text) - order(b.target.text));
  return { candidates, lost };
}

/** Those that may join, and why the others may not. */
async function sorted(candidates: readonly Candidate[], cluster: ThisCluster, { tell, now }: SshJoinRequest) {
  const verdicts = await Promise.all(
    candidates.map(async (candidate) => ({ candidate, error: await verdict(candidate, candidates, cluster) })),
  );
  const refused: Closed[] = [];
  for (const { candidate, error } of verdicts) {
    const host = candidate.node.name;
    for (const text of candidate.warnings) {
      tell({ at: now(), host, type: "note", phase: "configuration", level: "warning", text });
    }
    if (error === undefined) continue;
    tell({ at: now(), host, type: "failed", phase: "connect", step: "connect", error });
    refused.push({ node: candidate.node, error });
  }
  return { willing: verdicts.flatMap(({ candidate, error }) => (error === undefined ? [candidate] : [])), refused };
}

/** Why it may not join. One that can be asked no more keeps no other. */
async function verdict(candidate: Candidate, others: readonly Candidate[], cluster: ThisCluster) {
  try {
    return await refusal(candidate, others, cluster);
  } catch (thrown) {
    const [error] = asErrors(thrown);
    if (error?.code !== "HOST_CONNECTION_LOST") throw thrown;
    return error.at({ node: candidate.node.name });
  }
}
