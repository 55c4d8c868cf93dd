import type { CriClient } from "./client.ts";

/** How often a sandbox is tried: a container that is just starting refuses to go. kubeadm tries five times too. */
const tries = 5;

/** Stops a Pod's containers and removes it from the runtime; one that has gone by itself is well. */
export async function removeSandbox(cri: CriClient, id: string): Promise<void> {
  for (let left = tries; left > 0; left -= 1) {
    try {
      await cri.stopSandbox(id);
      await cri.removeSandbox(id);
      return;
    } catch (error) {
      if (left === 1) throw error;
    }
  }
}
