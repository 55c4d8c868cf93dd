import { criClient } from "../cri/client.ts";
import type { Step } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import { step } from "../steps/step.ts";

/** How often a sandbox is tried: a container that is just starting refuses to go. kubeadm tries five times too. */
const tries = 5;

/** Stops and removes every Pod of the container runtime. A runtime that does not answer is told, not an error: reset goes on. */
export function podSandboxesStep(criSocket: string): Step {
  return step("pods", "All Pods of this machine are stopped and removed", async (context) => {
    const ids = await sandboxIds(context.host, criSocket);
    if (ids === null) {
      context.note(
        "warning",
        `The container runtime does not answer at ${criSocket}; its containers, if there are any, stay. Start it and run reset again.`,
      );
      return [];
    }
    return ids.map((id) => ({
      kind: "call" as const,
      title: `container runtime: stop and remove Pod ${id.slice(0, 13)}`,
      makes: [],
      perform: (host: HostView) => removeSandbox(host, criSocket, id),
    }));
  });
}

async function sandboxIds(view: HostView, criSocket: string): Promise<readonly string[] | null> {
  const cri = criClient({ view, socket: criSocket });
  try {
    return (await cri.sandboxes()).map((sandbox) => sandbox.id);
  } catch (error) {
    if (error instanceof KubewrightError) return null;
    throw error;
  } finally {
    cri.close();
  }
}

async function removeSandbox(view: HostView, criSocket: string, id: string): Promise<void> {
  const cri = criClient({ view, socket: criSocket });
  try {
    for (let left = tries; left > 0; left -= 1) {
      try {
        await cri.stopSandbox(id);
        await cri.removeSandbox(id);
        return;
      } catch (error) {
        if (left === 1) throw error;
      }
    }
  } finally {
    cri.close();
  }
}
