import { criClient } from "../cri/client.ts";
import { plainText } from "../facts/plain-text.ts";
import { within } from "../facts/within.ts";
import type { HostView } from "../host/host.ts";
import type { ComponentEvidence, RuntimeEvidence } from "./evidence.ts";

/** What the container runtime says of the newest container of each component. */
export type ContainerState = Pick<ComponentEvidence, "state" | "exitCode" | "reason">;

/** The runtime's state and its containers in kube-system, by container name. */
export interface RuntimeLook {
  readonly runtime: RuntimeEvidence;
  readonly containers: ReadonlyMap<string, ContainerState>;
}

const deadlineMs = 4000;

/** Asks the container runtime. One that does not answer is a finding, not a failure. */
export async function lookAtRuntime(
  view: HostView,
  socket: string,
  components: readonly string[],
): Promise<RuntimeLook> {
  const client = criClient({ view, socket, deadlineMs });
  const silent = { runtime: { problem: "it does not answer", isReady: false, reason: "" }, containers: new Map() };
  const asked = async (): Promise<RuntimeLook> => {
    const [status, all] = await Promise.all([client.status(), client.containers()]);
    const ready = status.conditions.find((condition) => condition.type === "RuntimeReady");
    const states = components.map(async (name) => {
      const newest = all.filter((one) => one.name === name).sort((a, b) => b.createdAt - a.createdAt)[0];
      if (newest === undefined) return [name, { state: "absent", exitCode: 0, reason: "" }] as const;
      const { state, exitCode, reason } = await client.containerStatus(newest.id);
      return [name, { state, exitCode, reason: plainText(reason, 80) }] as const;
    });
    return {
      runtime: {
        problem: null,
        isReady: status.ready.runtime,
        reason: plainText(`${ready?.reason ?? ""} ${ready?.message ?? ""}`),
      },
      containers: new Map(await Promise.all(states)),
    };
  };
  return within(deadlineMs, asked(), silent)
    .catch((thrown: unknown) => {
      const problem = plainText(thrown instanceof Error ? thrown.message : String(thrown));
      return { ...silent, runtime: { ...silent.runtime, problem } };
    })
    .finally(() => client.close());
}
