import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import type { Duplex } from "node:stream";
import { CallFailure } from "./call-failure.ts";

/** Calls over one HTTP/2 connection. */
export interface GrpcChannel {
  /** The answer's message. Rejects with CallFailure. */
  call(path: string, message: Buffer, deadlineMs: number, signal?: AbortSignal): Promise<Buffer>;
  close(): void;
}

/** Bytes an answer may have: gRPC's usual limit in the kubelet. */
const maxBytes = 16 * 1024 * 1024;

/** A channel over an open stream. `lost` is called when it can be used no more. */
export function grpcChannel(stream: Duplex, lost: () => void): GrpcChannel {
  const session = connect("http://localhost", { createConnection: () => stream });
  const ended = () => {
    lost();
    session.destroy();
  };
  for (const end of ["error", "end", "close"]) stream.once(end, ended);
  session.on("error", lost);
  session.on("close", lost);
  session.on("goaway", lost);
  return {
    call: (path, message, deadlineMs, signal) => callOnce(session, path, message, deadlineMs, signal),
    close: () => session.destroy(),
  };
}

function callOnce(
  session: ClientHttp2Session,
  path: string,
  message: Buffer,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (session.destroyed || session.closed) return reject(new CallFailure("lost", "the connection is closed"));
    const stream = session.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
      te: "trailers",
      "grpc-timeout": `${Math.min(Math.ceil(deadlineMs), 99_999_999)}m`,
    });
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      settle();
    };
    const fail = (failure: CallFailure) =>
      end(() => {
        stream.close(constants.NGHTTP2_CANCEL);
        reject(failure);
      });
    const timer = setTimeout(() => fail(new CallFailure("timeout", `no answer in ${deadlineMs} ms`)), deadlineMs);
    const abort = () => fail(new CallFailure("aborted", "the call was given up"));
    if (signal?.aborted === true) return abort();
    signal?.addEventListener("abort", abort);
    receive(stream).then(
      (body) => end(() => resolve(body)),
      (error: unknown) => fail(error instanceof CallFailure ? error : new CallFailure("lost", textOf(error))),
    );
    stream.end(frame(message));
  });
}

/** The one message of a unary call, once gRPC's status in the trailers (or in the headers of an answer without a body) is 0. */
async function receive(stream: ClientHttp2Stream): Promise<Buffer> {
  let status: Status | undefined;
  let http = 0;
  stream.on("response", (headers) => {
    http = Number(headers[":status"] ?? 0);
    status ??= statusIn(headers);
  });
  stream.on("trailers", (trailers) => {
    status ??= statusIn(trailers);
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) throw new CallFailure("garbled", "the answer is too long");
    chunks.push(bytes);
  }
  if (http !== 200) throw new CallFailure(http === 0 ? "lost" : "garbled", `the answer has HTTP status ${http}`);
  if (status === undefined) throw new CallFailure("lost", "the answer was cut off");
  if (status.code !== 0) throw new CallFailure("refused", status.message, status.code);
  return unframe(Buffer.concat(chunks, size));
}

interface Status {
  readonly code: number;
  readonly message: string;
}

function statusIn(headers: Readonly<Record<string, unknown>>): Status | undefined {
  const code = headers["grpc-status"];
  if (code === undefined) return undefined;
  return { code: Number(code), message: percentDecoded(String(headers["grpc-message"] ?? "")) };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** One byte (not compressed), four of length, the message. */
function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function unframe(body: Buffer): Buffer {
  const whole = body.length >= 5 && body[0] === 0 && body.readUInt32BE(1) === body.length - 5;
  if (!whole) throw new CallFailure("garbled", "the answer is not one gRPC message");
  return body.subarray(5);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : "the connection was lost";
}
