import type { HostView } from "../host/host.ts";
import type { Secret } from "../secret.ts";
import { CallFailure, criError, grpcCodes } from "./call-failure.ts";
import { reconnectingChannel } from "./reconnecting-channel.ts";
import { type Call, imageCalls, runtimeCalls } from "./runtime-calls.ts";
import type { CriContainer, CriContainerStatus, CriImage, CriSandbox, RuntimeConditions } from "./runtime-objects.ts";

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
  /** The image's id. There is no deadline but the signal's: a pull takes as long as the line does. */
  pull(reference: string, options?: { readonly auth?: RegistryAuth; readonly signal?: AbortSignal }): Promise<string>;
  sandboxes(): Promise<readonly CriSandbox[]>;
  /** One that is gone is no error, in either. */
  stopSandbox(id: string, options?: { readonly deadlineMs?: number }): Promise<void>;
  removeSandbox(id: string, options?: { readonly deadlineMs?: number }): Promise<void>;
  /** All containers, running or not; only those of a sandbox, when one is named. */
  containers(of?: { readonly sandboxId?: string }): Promise<readonly CriContainer[]>;
  /** Ends with SIGTERM, and after so many seconds with SIGKILL. One that is gone is no error. */
  stopContainer(id: string, graceSeconds: number): Promise<void>;
  /** null when it is gone. */
  containerStatus(id: string): Promise<CriContainerStatus | null>;
  close(): void;
}

/** Connects at the first call, and again when the runtime was restarted. The messages, too, are made with the first call. */
export function criClient(settings: CriClientSettings): CriClient {
  const socket = settings.socket.replace(/^unix:\/\//, "");
  const channels = reconnectingChannel(settings.view, socket);
  const call: Call = async (method, request, doing, options = {}) => {
    const [service, name] = method.split("/");
    const deadlineMs = options.deadlineMs ?? settings.deadlineMs ?? 10_000;
    const { decodeMessage, encodeMessage } = await import("./messages.ts");
    try {
      const message = encodeMessage(`${name}Request`, request);
      const bytes = await channels.call(`/runtime.v1.${service}/${name}`, message, deadlineMs, options.signal);
      return decoded(`${name}Response`, () => decodeMessage(`${name}Response`, bytes));
    } catch (error) {
      if (options.absent === true && isNotFound(error)) return null;
      throw criError(error, doing, socket);
    }
  };
  return { ...runtimeCalls(call), ...imageCalls(call), close: channels.close };
}

function decoded<T>(name: string, decode: () => T): T {
  try {
    return decode();
  } catch {
    throw new CallFailure("garbled", `the answer is no ${name}`);
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof CallFailure && error.status === grpcCodes.notFound;
}
