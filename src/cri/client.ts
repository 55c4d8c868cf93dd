import type { HostView } from "../host/host.ts";
import { reveal, type Secret } from "../secret.ts";
import { CallFailure, criError, grpcCodes } from "./call-failure.ts";
import { type GrpcChannel, grpcChannel } from "./grpc.ts";
import { decodeMessage, encodeMessage } from "./messages.ts";
import {
  type CriContainer,
  type CriContainerStatus,
  type CriImage,
  type CriSandbox,
  containerStatusOf,
  containersIn,
  imageOf,
  imagesIn,
  isMessage,
  type RuntimeConditions,
  runtimeConditions,
  sandboxesIn,
  text,
} from "./runtime-objects.ts";

export interface CriClientSettings {
  readonly view: HostView;
  /** "/run/containerd/containerd.sock", also with "unix://" before it. */
  readonly socket: string;
  /** Milliseconds for a call; 10,000 when left out. */
  readonly deadlineMs?: number;
}

export interface RuntimeVersion {
  readonly runtimeName: string;
  readonly runtimeVersion: string;
  readonly runtimeApiVersion: string;
}

export interface RegistryAuth {
  readonly username?: string;
  readonly password?: Secret;
  readonly serverAddress?: string;
}

/** A container runtime through its CRI v1 socket. Rejects with KubewrightError; codes in call-failure.ts. */
export interface CriClient {
  version(): Promise<RuntimeVersion>;
  status(): Promise<RuntimeConditions>;
  /** null when the runtime does not tell (it came with containerd 2 and CRI-O 1.28). */
  cgroupDriver(): Promise<"systemd" | "cgroupfs" | null>;
  /** null when the image is not on the machine. */
  image(reference: string): Promise<CriImage | null>;
  images(): Promise<readonly CriImage[]>;
  /** The image's id. There is no deadline but the signal's: a pull takes as long as the line does. */
  pull(reference: string, options?: { readonly auth?: RegistryAuth; readonly signal?: AbortSignal }): Promise<string>;
  sandboxes(): Promise<readonly CriSandbox[]>;
  /** One that is gone is no error, in either. */
  stopSandbox(id: string, options?: { readonly deadlineMs?: number }): Promise<void>;
  removeSandbox(id: string, options?: { readonly deadlineMs?: number }): Promise<void>;
  /** All containers, running or not; only those of a sandbox, when one is named. */
  containers(of?: { readonly sandboxId?: string }): Promise<readonly CriContainer[]>;
  /** null when it is gone. */
  containerStatus(id: string): Promise<CriContainerStatus | null>;
  close(): void;
}

/** Longest time of a pull: a day, so that a dead line does not hold a process for ever. */
const pullMs = 86_400_000;

/** Connects at the first call, and again when the runtime was restarted. */
export function criClient(settings: CriClientSettings): CriClient {
  const socket = settings.socket.replace(/^unix:\/\//, "");
  const channels = reconnecting(settings.view, socket);
  const call = async (method: Method, request: object, doing: string, options: CallOptions = {}) => {
    const [service, name] = method.split("/");
    const deadlineMs = options.deadlineMs ?? settings.deadlineMs ?? 10_000;
    try {
      const message = encodeMessage(`${name}Request`, request);
      const bytes = await channels.call(`/runtime.v1.${service}/${name}`, message, deadlineMs, options.signal);
      return decoded(`${name}Response`, bytes);
    } catch (error) {
      if (options.absent === true && isNotFound(error)) return null;
      throw criError(error, doing, socket);
    }
  };
  return { ...runtimeCalls(call), ...imageCalls(call), close: channels.close };
}

type Method = `${"RuntimeService" | "ImageService"}/${string}`;
interface CallOptions {
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** True makes "not found" a null. */
  readonly absent?: boolean;
}
type Call = (
  method: Method,
  request: object,
  doing: string,
  options?: CallOptions,
) => Promise<Readonly<Record<string, unknown>> | null>;

function runtimeCalls(call: Call): Omit<CriClient, "image" | "images" | "pull" | "close"> {
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
    async containerStatus(containerId) {
      const ask = { containerId };
      return containerStatusOf(
        await call("RuntimeService/ContainerStatus", ask, "tell a container's status", { absent: true }),
      );
    },
  };
}

function imageCalls(call: Call): Pick<CriClient, "image" | "images" | "pull"> {
  return {
    async image(reference) {
      const ask = { image: { image: reference } };
      return imageOf(
        (await call("ImageService/ImageStatus", ask, `look for ${reference}`, { absent: true }))?.["image"],
      );
    },
    images: async () => imagesIn(await call("ImageService/ListImages", {}, "list its images")),
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

function decoded(name: string, bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    return decodeMessage(name, bytes);
  } catch {
    throw new CallFailure("garbled", `the answer is no ${name}`);
  }
}

/** One channel, opened anew when it is lost. */
function reconnecting(view: HostView, socket: string): GrpcChannel {
  let current: Promise<GrpcChannel> | null = null;
  const open = (): Promise<GrpcChannel> => {
    const opening: Promise<GrpcChannel> = view.dial({ socket }).then(
      (stream) => grpcChannel(stream, () => forget(opening)),
      (error: unknown) => {
        forget(opening);
        throw new CallFailure("unreachable", error instanceof Error ? error.message : "no connection");
      },
    );
    current = opening;
    return opening;
  };
  const forget = (opening: Promise<GrpcChannel>) => {
    if (current === opening) current = null;
  };
  return {
    call: async (...request) => (await (current ?? open())).call(...request),
    close: () => void current?.then((channel) => channel.close()).catch(() => undefined),
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof CallFailure && error.status === grpcCodes.notFound;
}

function isUnimplemented(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "CRI_UNIMPLEMENTED";
}
