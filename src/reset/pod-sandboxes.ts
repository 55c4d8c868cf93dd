import { criClient } from "../cri/client.ts";
import { removeSandbox } from "../cri/remove-sandbox.ts";
import type { Step } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import { step } from "../steps/step.ts";

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
      perform: (host: HostView) => remove(host, criSocket, id),
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

async function remove(view: HostView, criSocket: string, id: string): Promise<void> {
  const cri = criClient({ view, socket: criSocket });
  try {
    await removeSandbox(cri, id);
  } finally {
    cri.close();
  }
}
