import { createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { Duplex } from "node:stream";
import { decodeMessage, encodeMessage } from "../../src/cri/messages.ts";
import { FakeCriRefusal, FakeRuntime } from "./fake-runtime.ts";

/** A container runtime's CRI socket in this process. */
export class FakeCri extends FakeRuntime {
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
    super();
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
      succeed(stream, this.garble(framed(encodeMessage(`${method}Response`, this.answer(method, request)))));
    } catch (error) {
      if (!(error instanceof FakeCriRefusal)) throw error;
      const headers = { ":status": 200, "content-type": "application/grpc", "grpc-status": String(error.code) };
      stream.respond({ ...headers, "grpc-message": encodeURIComponent(error.message) }, { endStream: true });
    }
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
