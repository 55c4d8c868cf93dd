import type { ClusterIntent, NodeIntent } from "../config/cluster-intent.ts";
import type { Tell } from "../engine/event.ts";
import { asErrors, stopIfInterrupted } from "../engine/fail.ts";
import { untilInterrupted } from "../engine/until-interrupted.ts";
import { KubewrightError } from "../errors.ts";
import type { Host } from "../host/host.ts";
import { eachOf } from "./each-of.ts";
import { spareMemory } from "./spare-memory.ts";

/** What is known of a machine before it is connected. */
export type Reachable = Pick<NodeIntent, "name" | "address" | "ssh">;

/** Connects to a machine, as root. */
export type OpenHost = (node: Reachable) => Promise<Host>;

/** A node whose machine is open. */
export interface OpenNode {
  readonly node: NodeIntent;
  readonly host: Host;
}

/** A node whose machine could not be reached. */
export interface ClosedNode {
  readonly node: NodeIntent;
  readonly error: KubewrightError;
}

/** Logins under way at once: each costs this process some milliseconds and has a deadline. */
const atOnce = 64;

/** How machines are opened, and what ends that. */
export interface Opening {
  readonly openHost: OpenHost;
  readonly tell: Tell;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Connects to all machines, 64 at once, in the order of the file. One that cannot be reached is told and does not keep the
 * others. An interrupt ends it at once, whoever does not answer: INTERRUPTED, and no machine stays open.
 */
export async function openHosts(
  intent: ClusterIntent,
  opening: Opening,
): Promise<{ readonly opened: readonly OpenNode[]; readonly closed: readonly ClosedNode[] }> {
  spareMemory(intent.nodes.length);
  const { signal } = opening;
  const hosts: Host[] = [];
  const all = eachOf(intent.nodes, atOnce, async (node) => {
    stopIfInterrupted(signal);
    const end = await openOne(node, opening);
    if ("host" in end) hosts.push(end.host);
    if ("host" in end && signal.aborted) await end.host.close();
    return end;
  });
  const ends = await untilInterrupted(all, signal).catch(async (error: unknown) => {
    await Promise.allSettled(hosts.map((host) => host.close()));
    throw error;
  });
  return {
    opened: ends.filter((end): end is OpenNode => "host" in end),
    closed: ends.filter((end): end is ClosedNode => "error" in end),
  };
}

async function openOne(node: NodeIntent, { openHost, tell, now }: Opening): Promise<OpenNode | ClosedNode> {
  const began = now();
  const place = { host: node.name, phase: "connect" } as const;
  tell({ ...place, at: began, type: "phase-started", title: "Connect" });
  try {
    const host = await openHost(node);
    tell({ ...place, at: now(), type: "phase-ended", outcome: "unchanged", durationMs: now() - began });
    return { node, host };
  } catch (thrown) {
    const [first] = asErrors(thrown);
    const error = (first ?? unknown()).at({ node: node.name });
    tell({ ...place, at: now(), type: "failed", step: "connect", error });
    tell({ ...place, at: now(), type: "phase-ended", outcome: "failed", durationMs: now() - began });
    return { node, error };
  }
}

function unknown(): KubewrightError {
  return new KubewrightError("INTERNAL", { what: "The machine could not be opened.", next: "", exitCode: 1 });
}
