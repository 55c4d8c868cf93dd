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

/**
 * Takes the lock of every host, in the order of their names, so that two runs cannot wait for each other; all or none.
 * Error HOST_LOCKED from the first host that another run holds.
 */
export async function holdAll(hosts: readonly Host[], holder: string): Promise<HeldLock> {
  const held: HeldLock[] = [];
  const release = async (): Promise<void> => {
    await Promise.allSettled(held.splice(0).map((lock) => lock.release()));
  };
  const sorted = [...hosts].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  try {
    for (const host of sorted) held.push(await host.hold(lockPath, holder));
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}
