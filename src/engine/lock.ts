import { setTimeout as pause } from "node:timers/promises";
import { KubewrightError } from "../errors.ts";
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

/**
 * Takes the lock of every host; all or none. The first in the order of their names is taken alone, so that of two runs over
 * the same hosts one is refused there at once; the others side by side. Nobody keeps a lock who lacks one before it in that
 * order, so two runs cannot both fail over each other's. Error HOST_LOCKED from the first host that another run holds.
 */
export async function holdAll(hosts: readonly Host[], holder: string): Promise<HeldLock> {
  const [first, ...others] = [...hosts].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const held: HeldLock[] = [];
  const release = async (): Promise<void> => {
    await Promise.allSettled(held.splice(0).map((lock) => lock.release()));
  };
  try {
    if (first !== undefined) held.push(await first.hold(lockPath, holder));
    let rest: readonly Host[] = others;
    for (let left = tries; rest.length > 0; left -= 1) {
      rest = await holdInOrder(rest, holder, held, left > 1);
      if (rest.length > 0) await pause(againMs);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

/**
 * Asks all of them at once and keeps those before the first that was refused.
 * @returns that one and those after it; empty when all are held. Throws the refusal where no patience is left, or none helps.
 */
async function holdInOrder(
  hosts: readonly Host[],
  holder: string,
  held: HeldLock[],
  isPatient: boolean,
): Promise<readonly Host[]> {
  const ends = await Promise.allSettled(hosts.map((host) => host.hold(lockPath, holder)));
  const refused = ends.findIndex(({ status }) => status === "rejected");
  const kept = refused === -1 ? ends.length : refused;
  const locks = ends.map((end) => (end.status === "fulfilled" ? [end.value] : []));
  held.push(...locks.slice(0, kept).flat());
  await Promise.allSettled(locks.slice(kept).flatMap((late) => late.map((lock) => lock.release())));
  const end = ends[refused];
  if (end?.status !== "rejected") return [];
  const mayPass = end.reason instanceof KubewrightError && end.reason.code === "HOST_LOCKED";
  if (!isPatient || !mayPass) throw end.reason;
  return hosts.slice(kept);
}
