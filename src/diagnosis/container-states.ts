import { type CriClient, criClient } from "../cri/client.ts";
import type { CriContainer } from "../cri/runtime-objects.ts";
import { KubewrightError } from "../errors.ts";
import { plainText } from "../facts/plain-text.ts";
import { within } from "../facts/within.ts";
import type { HostView } from "../host/host.ts";
import type { ComponentEvidence, RuntimeEvidence } from "./evidence.ts";

/** What the container runtime says of the newest container of a component. */
export interface ContainerLook extends Pick<ComponentEvidence, "state" | "exitCode" | "reason"> {
  /** Milliseconds since the epoch; 0 when there is no container. */
  readonly createdAt: number;
}

/** The runtime's state and the newest container of each component of the control plane. */
export interface RuntimeLook {
  readonly runtime: RuntimeEvidence;
  readonly containers: ReadonlyMap<string, ContainerLook>;
}

const deadlineMs = 4000;
const nothing = { state: "absent", exitCode: 0, reason: "", createdAt: 0 } as const;

/** Asks the container runtime. One that does not answer is a finding, not a failure. */
export async function lookAtRuntime(
  view: HostView,
  socket: string,
  components: readonly string[],
): Promise<RuntimeLook> {
  const client = criClient({ view, socket, deadlineMs });
  try {
    return await within(deadlineMs, ask(client, components), silent("it does not answer in time"));
  } catch (thrown) {
    const words = thrown instanceof KubewrightError ? [thrown.what, thrown.why ?? ""].join(" ") : String(thrown);
    return silent(plainText(words));
  } finally {
    client.close();
  }
}

function silent(problem: string): RuntimeLook {
  return { runtime: { problem, isReady: false, reason: "" }, containers: new Map() };
}

async function ask(client: CriClient, components: readonly string[]): Promise<RuntimeLook> {
  const [status, all] = await Promise.all([client.status(), client.containers()]);
  const looks = components.map(async (name) => [name, await newestOf(client, all, name)] as const);
  const reason = status.problems.filter((problem) => problem.startsWith("RuntimeReady")).join("; ");
  return {
    runtime: { problem: null, isReady: status.runtimeReady, reason: plainText(reason) },
    containers: new Map(await Promise.all(looks)),
  };
}

async function newestOf(client: CriClient, all: readonly CriContainer[], name: string): Promise<ContainerLook> {
  const own = all.filter((one) => one.name === name && one.podNamespace === "kube-system");
  const newest = own.reduce<CriContainer | null>(
    (best, one) => (best && best.createdAt > one.createdAt ? best : one),
    null,
  );
  const status = newest === null ? null : await client.containerStatus(newest.id);
  if (newest === null || status === null) return nothing;
  return {
    state: status.state,
    exitCode: status.exitCode,
    reason: plainText(status.reason, 80),
    createdAt: Number(newest.createdAt / 1_000_000n),
  };
}
