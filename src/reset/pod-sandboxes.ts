import { criClient } from "../cri/client.ts";
import { removeSandbox } from "../cri/remove-sandbox.ts";
import type { CallChange } from "../engine/change.ts";
import type { Step, StepContext } from "../engine/step.ts";
import { KubewrightError } from "../errors.ts";
import { plainText } from "../facts/plain-text.ts";
import type { HostView } from "../host/host.ts";
import { step } from "../steps/step.ts";

/**
 * Stops and removes every Pod of the container runtime. A runtime that does not answer, or does not let a Pod go (one whose
 * network plugin no longer reaches its cluster), is told, not an error: reset goes on, as kubeadm's does.
 */
export function podSandboxesStep(criSocket: string): Step {
  const staying = new Set<string>();
  return step("pods", "All Pods of this machine are stopped and removed", async (context) => {
    const ids = await sandboxIds(context.host, criSocket);
    if (ids === null) {
      context.note(
        "warning",
        `The container runtime does not answer at ${criSocket}; its containers, if there are any, stay. Start it and run reset again.`,
      );
      return [];
    }
    return ids.filter((id) => !staying.has(id)).map((id) => removal(context, criSocket, id, staying));
  });
}

function removal(context: StepContext, criSocket: string, id: string, staying: Set<string>): CallChange {
  return {
    kind: "call",
    title: `container runtime: stop and remove Pod ${id.slice(0, 13)}`,
    makes: [],
    perform: async (host) => {
      const refused = await refusalToRemove(host, criSocket, id);
      if (refused === null) return;
      staying.add(id);
      context.note(
        "warning",
        `Pod ${id.slice(0, 13)} stays in the container runtime: ${plainText(refused.why ?? refused.what)}. Once that is mended: crictl rmp -f ${id.slice(0, 13)}`,
      );
    },
  };
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

/** Why the runtime does not let the Pod go; null when it is gone. */
async function refusalToRemove(view: HostView, criSocket: string, id: string): Promise<KubewrightError | null> {
  const cri = criClient({ view, socket: criSocket });
  try {
    await removeSandbox(cri, id);
    return null;
  } catch (error) {
    if (error instanceof KubewrightError) return error;
    throw error;
  } finally {
    cri.close();
  }
}
