import { reveal } from "../secret.ts";
import type { CriClient, RegistryAuth } from "./client.ts";
import {
  containerStatusOf,
  containersIn,
  imageOf,
  isMessage,
  runtimeConditions,
  sandboxesIn,
  text,
} from "./runtime-answers.ts";

/** Longest time of a pull: a day, so that a dead line does not hold a process for ever. */
const pullMs = 86_400_000;

/** "RuntimeService/Version" */
export type Method = `${"RuntimeService" | "ImageService"}/${string}`;

export interface CallOptions {
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** True makes "not found" a null. */
  readonly absent?: boolean;
}

/** One call: the answer's message, or null where `absent` allows it. `doing` completes "the container runtime could not …". */
export type Call = (
  method: Method,
  request: object,
  doing: string,
  options?: CallOptions,
) => Promise<Readonly<Record<string, unknown>> | null>;

/** The calls about Pods and containers. */
export function runtimeCalls(call: Call): Omit<CriClient, "image" | "pull" | "close"> {
  return {
    async version() {
      const answer = await call("RuntimeService/Version", { version: "v1" }, "tell its version");
      return {
        runtimeName: text(answer?.["runtimeName"]),
        runtimeVersion: text(answer?.["runtimeVersion"]),
        runtimeApiVersion: text(answer?.["runtimeApiVersion"]),
      };
    },
    status: async () => runtimeConditions(await call("RuntimeService/Status", {}, "tell its status")),
    async cgroupDriver() {
      const answer = await call("RuntimeService/RuntimeConfig", {}, "tell its cgroup driver").catch(
        (error: unknown) => {
          if (isUnimplemented(error)) return null;
          throw error;
        },
      );
      const linux = answer?.["linux"];
      // The systemd driver is 0, which is left out on the wire: an empty message means systemd, no message means nothing.
      return isMessage(linux) ? (linux["cgroupDriver"] === 1 ? "cgroupfs" : "systemd") : null;
    },
    sandboxes: async () => sandboxesIn(await call("RuntimeService/ListPodSandbox", {}, "list its pods")),
    async stopSandbox(podSandboxId, options) {
      await call("RuntimeService/StopPodSandbox", { podSandboxId }, "stop a pod", { absent: true, ...options });
    },
    async removeSandbox(podSandboxId, options) {
      await call("RuntimeService/RemovePodSandbox", { podSandboxId }, "remove a pod", { absent: true, ...options });
    },
    async containers({ sandboxId } = {}) {
      const request = sandboxId === undefined ? {} : { filter: { podSandboxId: sandboxId } };
      return containersIn(await call("RuntimeService/ListContainers", request, "list its containers"));
    },
    async stopContainer(containerId, timeout) {
      await call("RuntimeService/StopContainer", { containerId, timeout }, "stop a container", { absent: true });
    },
    async containerStatus(containerId) {
      const ask = { containerId };
      return containerStatusOf(
        await call("RuntimeService/ContainerStatus", ask, "tell a container's status", { absent: true }),
      );
    },
  };
}

/** The calls about images. */
export function imageCalls(call: Call): Pick<CriClient, "image" | "pull"> {
  return {
    async image(reference) {
      const ask = { image: { image: reference } };
      return imageOf(
        (await call("ImageService/ImageStatus", ask, `look for ${reference}`, { absent: true }))?.["image"],
      );
    },
    async pull(reference, options = {}) {
      const { auth, signal } = options;
      const request = { image: { image: reference }, ...(auth === undefined ? {} : { auth: authFields(auth) }) };
      const limits = { deadlineMs: pullMs, ...(signal === undefined ? {} : { signal }) };
      return text((await call("ImageService/PullImage", request, `pull ${reference}`, limits))?.["imageRef"]);
    },
  };
}

function authFields(auth: RegistryAuth): object {
  return { ...auth, ...(auth.password === undefined ? {} : { password: reveal(auth.password) }) };
}

function isUnimplemented(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "CRI_UNIMPLEMENTED";
}
