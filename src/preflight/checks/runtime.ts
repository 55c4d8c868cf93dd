import { systemUnits } from "../../facts/system-units.ts";
import { type Check, type CheckContext, error, warning } from "../check.ts";
import { runtimeAnswer } from "../runtime-answer.ts";

/** The service that listens at a known socket. */
function serviceOf(socket: string): string | null {
  if (socket.includes("containerd")) return "containerd";
  if (socket.includes("crio")) return "crio";
  return socket.includes("cri-dockerd") ? "cri-docker" : null;
}

async function stoppedService(socket: string, { fact }: CheckContext): Promise<string | null> {
  const service = serviceOf(socket);
  if (service === null) return null;
  const state = (await fact(systemUnits)).get(`${service}.service`);
  return state?.exists && state.active !== "active" ? service : null;
}

/** CRI: the container runtime answers and says that it is ready. Whether it has a network is not asked: that comes later. */
export function runtimeReady(socket: string): Check {
  return {
    name: "CRI",
    look: async (context) => {
      const answer = await context.fact(runtimeAnswer(socket));
      if (answer.problem === null && answer.isReady) return [];
      const why = "The kubelet runs every container through it.";
      if (answer.problem === null) {
        return [error(`The container runtime is not ready: ${answer.reason}`, why, "journalctl -u containerd -n 50")];
      }
      const stopped = await stoppedService(socket, context);
      return [
        error(
          `The container runtime at ${socket} does not answer: ${answer.problem}.`,
          stopped === null ? why : `The service ${stopped} is not running. ${why}`,
          stopped === null
            ? "Start the runtime, or name its socket: --cri-socket unix:///path."
            : `systemctl enable --now ${stopped}`,
        ),
      ];
    },
  };
}

/** ContainerRuntimeVersion: the runtime tells the kubelet its cgroup driver (CRI's RuntimeConfig). */
export function runtimeNewEnough(socket: string): Check {
  return {
    name: "ContainerRuntimeVersion",
    look: async ({ fact }) => {
      const answer = await fact(runtimeAnswer(socket));
      if (answer.problem !== null || answer.cgroupDriver !== null) return [];
      return [
        warning(
          `The container runtime ${answer.name} does not tell its cgroup driver.`,
          "The kubelet takes cgroupDriver from its own file for now; from 1.37 on it will not start with such a runtime.",
          "Upgrade the runtime (containerd 2.0, CRI-O 1.28 or newer).",
        ),
      ];
    },
  };
}
