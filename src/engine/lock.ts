import { setTimeout as pause } from "node:timers/promises";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { HeldLock, Host } from "../host/host.ts";

/** In /run, so that a reboot clears it. */
export const lockPath = "/run/kubewright/lock";

/** Who holds a lock, in one line: `kubewright init (root, pid 812, since 2026-03-01T10:00:00Z)`. */
export function holderText(
  command: string,
  who: { readonly user: string; readonly pid: number; readonly at: string },
): string {
  return `kubewright ${command} (${who.user}, pid ${who.pid}, since ${who.at})`;
}

/** Milliseconds before a lock is asked for again that another run may have taken out of turn, and how often. */
const againMs = 150;
const tries = 4;

/** The locks of a run, and the hosts that have none because the way to them was lost. */
export interface HeldHosts extends HeldLock {
  readonly lost: ReadonlyMap<Host, KubewrightError>;
}

/**
 * Takes the lock of every host that can be reached; all or none. The first in the order of their names is taken alone, so that
 * of two runs over the same hosts one is refused there at once; the others side by side. Nobody keeps a lock who lacks one before
 * it in that order, so two runs cannot both fail over each other's. A host that can no longer be reached (exit code 4) keeps nobody
 * from the others. Error HOST_LOCKED from the first host that another run holds.
 */
export async function holdAll(hosts: readonly Host[], holder: string): Promise<HeldHosts> {
  const inOrder = [...hosts].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const held: HeldLock[] = [];
  const lost = new Map<Host, KubewrightError>();
  const release = async (): Promise<void> => {
    await Promise.allSettled(held.splice(0).map((lock) => lock.release()));
  };
  const take = (some: readonly Host[], isPatient: boolean) => holdInOrder(some, { holder, held, lost }, isPatient);
  try {
    let rest: readonly Host[] = inOrder;
    while (rest.length > 0 && held.length === 0) {
      await take(rest.slice(0, 1), false);
      rest = rest.slice(1);
    }
    for (let left = tries; rest.length > 0; left -= 1) {
      rest = await take(rest, left > 1);
      if (rest.length > 0) await pause(againMs);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { release, lost };
}

interface Holding {
  readonly holder: string;
  readonly held: HeldLock[];
  readonly lost: Map<Host, KubewrightError>;
}

/**
 * Asks all of them at once and keeps those before the first that was refused.
 * @returns that one and those after it; empty when all are held. Throws the refusal where no patience is left, or none helps.
 */
async function holdInOrder(
  hosts: readonly Host[],
  { holder, held, lost }: Holding,
  isPatient: boolean,
): Promise<readonly Host[]> {
  const asked = await Promise.all(
    hosts.map(async (host) => {
      const [end] = await Promise.allSettled([host.hold(lockPath, holder)]);
      return { host, end };
    }),
  );
  for (const { host, end } of asked) if (isLost(end)) lost.set(host, end.reason);
  const ends = asked.filter(({ host }) => !lost.has(host));
  const refused = ends.findIndex(({ end }) => end.status === "rejected");
  const kept = refused === -1 ? ends.length : refused;
  const locks = ends.map(({ end }) => (end.status === "fulfilled" ? [end.value] : []));
  held.push(...locks.slice(0, kept).flat());
  await Promise.allSettled(locks.slice(kept).flatMap((late) => late.map((lock) => lock.release())));
  const end = ends[refused]?.end;
  if (end?.status !== "rejected") return [];
  const mayPass = end.reason instanceof KubewrightError && end.reason.code === "HOST_LOCKED";
  if (!isPatient || !mayPass) throw end.reason;
  return ends.slice(kept).map(({ host }) => host);
}

function isLost(
  end: PromiseSettledResult<HeldLock>,
): end is PromiseRejectedResult & { readonly reason: KubewrightError } {
  if (end.status === "fulfilled") return false;
  const reason: unknown = end.reason;
  return reason instanceof KubewrightError && reason.exitCode === exitCodes.unreachable;
}
