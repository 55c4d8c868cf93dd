import type { Tell } from "../engine/event.ts";
import { holdAll } from "../engine/lock.ts";
import type { KubewrightError } from "../errors.ts";
import type { HeldLock, Host } from "../host/host.ts";
import type { FleetRequest } from "./fleet-request.ts";
import { type ClosedNode, type OpenNode, openHosts } from "./open-hosts.ts";

/** The machines of a run: those that are open, and those that cannot be reached. */
export interface Fleet {
  readonly opened: readonly OpenNode[];
  readonly closed: readonly ClosedNode[];
}

/** Works on the machines of an intent: they are opened, locked unless the run only plans, and closed at the end. Error HOST_LOCKED. */
export async function withFleet<T>(request: FleetRequest, work: (fleet: Fleet) => Promise<T>): Promise<T> {
  const { intent, mode, holder, tell, now } = request;
  const reached = await openHosts(intent, request);
  try {
    const held = mode === "plan" ? null : await holdOpen(reached, holder, tell, now);
    try {
      return await work(held ?? reached);
    } finally {
      await held?.release();
    }
  } finally {
    await Promise.allSettled(reached.opened.map(({ host }) => host.close()));
  }
}

/** Takes the locks of the machines that are open. One whose connection was lost meanwhile is told and counts as closed from then on. Error HOST_LOCKED. */
async function holdOpen(
  { opened, closed }: Fleet,
  holder: string,
  tell: Tell,
  now: () => number,
): Promise<Fleet & HeldLock> {
  const { there, gone, release } = await holdThose(opened, holder, tell, now);
  return { opened: there, closed: [...closed, ...gone], release };
}

/** Takes the locks of machines: of those that are `there`. To those that are `gone` the way was lost meanwhile, which is told. Error HOST_LOCKED. */
export async function holdThose<Place extends { readonly node: { readonly name: string }; readonly host: Host }>(
  places: readonly Place[],
  holder: string,
  tell: Tell,
  now: () => number,
): Promise<HeldLock & { readonly there: readonly Place[]; readonly gone: readonly Lost<Place>[] }> {
  const hosts = places.map(({ host }) => host);
  const { lost, release } = await holdAll(hosts, holder);
  const gone = places.flatMap(({ node, host }): Lost<Place>[] => {
    const error = lost.get(host)?.at({ node: node.name });
    return error === undefined ? [] : [{ node, error }];
  });
  for (const { node, error } of gone) {
    tell({ host: node.name, at: now(), type: "failed", phase: "connect", step: "connect", error });
  }
  return { there: places.filter(({ host }) => !lost.has(host)), gone, release };
}

interface Lost<Place extends { readonly node: unknown }> {
  readonly node: Place["node"];
  readonly error: KubewrightError;
}
