import type { ClusterIntent, NodeIntent } from "../config/cluster-intent.ts";
import type { Tell } from "../engine/event.ts";
import { asErrors } from "../engine/fail.ts";
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

/** Connects to all machines, 64 at once, in the order of the file. One that cannot be reached is told and does not keep the others. */
export async function openHosts(
  intent: ClusterIntent,
  open: OpenHost,
  tell: Tell,
  now: () => number,
): Promise<{ readonly opened: readonly OpenNode[]; readonly closed: readonly ClosedNode[] }> {
  spareMemory(intent.nodes.length);
  const ends = await eachOf(intent.nodes, atOnce, (node) => openOne(node, open, tell, now));
  return {
    opened: ends.filter((end): end is OpenNode => "host" in end),
    closed: ends.filter((end): end is ClosedNode => "error" in end),
  };
}

async function openOne(
  node: NodeIntent,
  open: OpenHost,
  tell: Tell,
  now: () => number,
): Promise<OpenNode | ClosedNode> {
  const began = now();
  const place = { host: node.name, phase: "connect" } as const;
  tell({ ...place, at: began, type: "phase-started", title: "Connect" });
  try {
    const host = await open(node);
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
