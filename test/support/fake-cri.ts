import { createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { Duplex } from "node:stream";
import { decodeMessage, encodeMessage } from "../../src/cri/messages.ts";

/** A Pod of the fake. */
export interface FakeSandbox {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** Milliseconds since the epoch; long ago when left out. */
  readonly createdAt?: number;
  ready: boolean;
}

/** A container of the fake; `state` counts as in CRI: 0 created, 1 running, 2 exited. */
export interface FakeContainer {
  readonly id: string;
  readonly sandboxId: string;
  readonly name: string;
  readonly podName: string;
  state: number;
  exitCode?: number;
  reason?: string;
  message?: string;
  attempt?: number;
}

/** A container runtime's CRI socket in this process. */
export class FakeCri {
  readonly images = new Map<string, { readonly id: string }>();
  /** What can be pulled; all when null. */
  pullable: Set<string> | null = null;
  readonly sandboxes = new Map<string, FakeSandbox>();
  readonly containers = new Map<string, FakeContainer>();
  cgroupDriver: "systemd" | "cgroupfs" | null = "systemd";
  networkReady = false;
  readonly calls: string[] = [];
  /** Answers a method ("StopPodSandbox") with this gRPC status instead. */
  readonly refusals = new Map<string, { readonly code: number; readonly message: string }>();
  /** Methods that are never answered. */
  readonly silent = new Set<string>();
  /** Cuts or changes the bytes of an answer. */
  garble: (bytes: Buffer) => Buffer = (bytes) => bytes;
  readonly #server: Http2Server;
  readonly #streams = new Set<Duplex>();

  constructor() {
    this.#server = createServer();
    this.#server.on(
      "stream",
      (stream: ServerHttp2Stream, headers) => void this.#answer(stream, String(headers[":path"])),
    );
    this.#server.on("sessionError", () => undefined);
  }

  /** Serves one connection: for MemoryHost.serve({socket}). */
  readonly accept = (stream: Duplex): void => {
    this.#streams.add(stream);
    stream.once("close", () => this.#streams.delete(stream));
    stream.on("error", () => undefined);
    this.#server.emit("connection", stream);
  };

  /** What a restart of the runtime does to its clients. */
  dropConnections(): void {
    for (const stream of this.#streams) stream.end(() => stream.destroy());
  }

  async #answer(stream: ServerHttp2Stream, path: string): Promise<void> {
    stream.on("error", () => undefined);
    const method = path.split("/").pop() ?? "";
    const body = await whole(stream);
    if (body === null) return;
    this.calls.push(method);
    if (this.silent.has(method)) return;
    const refusal = this.refusals.get(method);
    try {
      if (refusal !== undefined) throw new FakeCriRefusal(refusal.code, refusal.message);
      const request = decodeMessage(`${method}Request`, body.subarray(5));
      succeed(stream, this.garble(framed(encodeMessage(`${method}Response`, this.#handle(method, request)))));
    } catch (error) {
      if (!(error instanceof FakeCriRefusal)) throw error;
      const headers = { ":status": 200, "content-type": "application/grpc", "grpc-status": String(error.code) };
      stream.respond({ ...headers, "grpc-message": encodeURIComponent(error.message) }, { endStream: true });
    }
  }

  #handle(method: string, request: Readonly<Record<string, unknown>>): object {
    switch (method) {
      case "Version":
        return { version: "0.1.0", runtimeName: "containerd", runtimeVersion: "v2.4.2", runtimeApiVersion: "v1" };
      case "Status":
        return {
          status: {
            conditions: [
              { type: "RuntimeReady", status: true },
              { type: "NetworkReady", status: this.networkReady },
            ],
          },
        };
      case "RuntimeConfig":
        if (this.cgroupDriver === null) throw new FakeCriRefusal(12, "unknown method RuntimeConfig");
        return { linux: { cgroupDriver: this.cgroupDriver === "cgroupfs" ? 1 : 0 } };
      case "ImageStatus":
      case "ListImages":
      case "PullImage":
        return this.#imageCall(method, String((request["image"] as { image?: string } | null)?.image ?? ""));
      case "ListPodSandbox":
        return {
          items: [...this.sandboxes.values()].map(({ id, name, namespace, ready, createdAt = 0 }) => ({
            id,
            metadata: { name, namespace, uid: id },
            state: ready ? 0 : 1,
            createdAt: String(BigInt(createdAt) * 1_000_000n),
          })),
        };
      case "StopPodSandbox":
      case "RemovePodSandbox":
        return this.#sandboxCall(method, String(request["podSandboxId"]));
      case "ListContainers":
        return {
          containers: this.#containersOf(
            String((request["filter"] as { podSandboxId?: string } | null)?.podSandboxId ?? ""),
          ),
        };
      case "StopContainer":
        return this.#stopContainer(String(request["containerId"]));
      case "ContainerStatus":
        return { status: this.#statusOf(String(request["containerId"])) };
      default:
        throw new FakeCriRefusal(12, `unknown method ${method}`);
    }
  }

  #imageCall(method: string, reference: string): object {
    const image = (name: string) => ({ id: this.images.get(name)?.id ?? "", repoTags: [name], size: 1 });
    if (method === "ListImages") return { images: [...this.images.keys()].map(image) };
    if (method === "ImageStatus") return this.images.has(reference) ? { image: image(reference) } : {};
    if (this.pullable !== null && !this.pullable.has(reference)) throw new FakeCriRefusal(5, `${reference}: not found`);
    this.images.set(reference, { id: `sha256:${reference.length}` });
    return { imageRef: `sha256:${reference.length}` };
  }

  #sandboxCall(method: string, id: string): object {
    const sandbox = this.sandboxes.get(id);
    if (sandbox === undefined) throw new FakeCriRefusal(5, "not found");
    sandbox.ready = false;
    for (const container of this.containers.values()) if (container.sandboxId === id) container.state = 2;
    if (method !== "RemovePodSandbox") return {};
    this.sandboxes.delete(id);
    for (const container of [...this.containers.values()])
      if (container.sandboxId === id) this.containers.delete(container.id);
    return {};
  }

  #stopContainer(id: string): object {
    const container = this.containers.get(id);
    if (container === undefined) throw new FakeCriRefusal(5, `${id}: not found`);
    container.state = 2;
    return {};
  }

  #containersOf(sandboxId: string): object[] {
    return [...this.containers.values()]
      .filter((container) => sandboxId === "" || container.sandboxId === sandboxId)
      .map(({ id, name, podName, state, attempt = 0, sandboxId: podSandboxId }) => ({
        id,
        podSandboxId,
        metadata: { name, attempt },
        state,
        createdAt: 1,
        labels: { "io.kubernetes.pod.name": podName, "io.kubernetes.pod.namespace": "kube-system" },
      }));
  }

  #statusOf(id: string): object {
    const container = this.containers.get(id);
    if (container === undefined) throw new FakeCriRefusal(5, "not found");
    const { name, state, exitCode = 0, reason = "", message = "", attempt = 0 } = container;
    return {
      id,
      metadata: { name, attempt },
      state,
      exitCode,
      reason,
      message,
      logPath: `/var/log/pods/${id}/${attempt}.log`,
    };
  }
}

class FakeCriRefusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function succeed(stream: ServerHttp2Stream, body: Buffer): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(body);
}

/** What a client sends; null when it goes away in the middle. */
async function whole(stream: ServerHttp2Stream): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  } catch {
    return null;
  }
}
