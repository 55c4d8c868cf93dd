import type { Tell } from "../engine/event.ts";
import { holdAll } from "../engine/lock.ts";
import type { HeldLock } from "../host/host.ts";
import type { ClosedNode, OpenNode } from "./open-hosts.ts";

/** The machines of a run: those that are open, and those that cannot be reached. */
export interface Fleet {
  readonly opened: readonly OpenNode[];
  readonly closed: readonly ClosedNode[];
}

/** Takes the locks of the machines that are open. One whose connection was lost meanwhile is told and counts as closed from then on. Error HOST_LOCKED. */
export async function holdOpen(
  { opened, closed }: Fleet,
  holder: string,
  tell: Tell,
  now: () => number,
): Promise<Fleet & HeldLock> {
  const hosts = opened.map(({ host }) => host);
  const { lost, release } = await holdAll(hosts, holder);
  const gone = opened.flatMap(({ node, host }): ClosedNode[] => {
    const error = lost.get(host)?.at({ node: node.name });
    return error === undefined ? [] : [{ node, error }];
  });
  for (const { node, error } of gone) {
    tell({ host: node.name, at: now(), type: "failed", phase: "connect", step: "connect", error });
  }
  return { opened: opened.filter(({ host }) => !lost.has(host)), closed: [...closed, ...gone], release };
}
