import { type CriClient, criClient } from "../cri/client.ts";
import type { Fact } from "../engine/fact.ts";
import { KubewrightError } from "../errors.ts";
import { plainText } from "../facts/plain-text.ts";

/** What a container runtime says of itself. */
export interface RuntimeAnswer {
  /** Why it could not be asked; null when it answered. */
  readonly problem: string | null;
  readonly isReady: boolean;
  /** The runtime's own words where it is not ready. */
  readonly reason: string;
  /** The cgroup driver that it tells the kubelet; null when it does not implement RuntimeConfig. */
  readonly cgroupDriver: "systemd" | "cgroupfs" | null;
  /** "containerd 2.4.2" */
  readonly name: string;
}

const deadlineMs = 12_000;

/** The container runtime behind a CRI socket. */
export function runtimeAnswer(socket: string): Fact<RuntimeAnswer> {
  return {
    name: `container runtime ${socket}`,
    read: async (view) => {
      const client = criClient({ view, socket, deadlineMs });
      try {
        return await ask(client);
      } catch (thrown) {
        const problem = thrown instanceof KubewrightError ? (thrown.why ?? thrown.what) : String(thrown);
        return { problem: plainText(problem), isReady: false, reason: "", cgroupDriver: null, name: "" };
      } finally {
        client.close();
      }
    },
  };
}

async function ask(client: CriClient): Promise<RuntimeAnswer> {
  const [version, status, cgroupDriver] = await Promise.all([client.version(), client.status(), client.cgroupDriver()]);
  return {
    problem: null,
    isReady: status.runtimeReady,
    reason: plainText(status.problems.filter((problem) => problem.startsWith("RuntimeReady")).join("; ")),
    cgroupDriver,
    name: plainText(`${version.runtimeName} ${version.runtimeVersion}`, 80),
  };
}
