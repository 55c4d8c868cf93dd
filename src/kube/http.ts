import type { IncomingHttpHeaders } from "node:http";
import type { HostView, StreamTarget } from "../host/host.ts";
import type { Secret } from "../secret.ts";
import { Slots } from "../slots.ts";
import { ConnectionPool, type TlsSettings } from "./connection-pool.ts";
import { send } from "./exchange.ts";
import { chunksOf, wholeBody } from "./response-body.ts";
import { NotConnected, TransportFailure } from "./transport-failure.ts";
import { defaultDeadlineMs, withRetries } from "./with-retries.ts";

export interface HttpClientSettings {
  readonly view: HostView;
  readonly target: StreamTarget;
  /** Name or address in the Host header and in the peer's certificate. */
  readonly host: string;
  /** null speaks plain HTTP. */
  readonly tls: TlsSettings | null;
  /** Connections kept to the peer; 8 when left out. */
  readonly maxConnections?: number;
  /** Sent with every request; values may be secret. */
  readonly headers?: Readonly<Record<string, string | Secret>>;
}

export interface HttpRequest {
  readonly method: string;
  /** With its query, already encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Secret;
  /** Milliseconds for everything, retries included; 10,000 when left out (kubeadm's limit for a request). */
  readonly deadlineMs?: number;
  /** Milliseconds for as long as the server answers 429: it is there, and says to come again. `deadlineMs` when left out or shorter. */
  readonly crowdedMs?: number;
  /** "safe" when left out: 429, 503 and a peer that is not there yet are tried again; what may be repeated also after 5xx and a lost connection. */
  readonly retry?: "none" | "safe";
  /** "retry" when left out. */
  readonly refused?: "fail" | "retry";
  /** Whether carrying it out twice does no harm; true for all methods but POST when left out. */
  readonly repeatable?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Bytes a body may have; 64 MiB when left out. */
  readonly maxBytes?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A body that comes bit by bit. `close` ends it early. */
export interface HttpStream {
  readonly status: number;
  readonly chunks: AsyncIterable<Buffer>;
  close(): void;
}

/** One peer. Rejects with TransportFailure only; any status is an answer. */
export interface HttpClient {
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** The deadline holds until the headers are there; afterwards a silence of that length ends the stream. */
  stream(request: HttpRequest): Promise<HttpStream>;
  close(): void;
}

const defaultMaxBytes = 64 * 1024 * 1024;

/** Opens no connection until the first request. */
export function httpClient(settings: HttpClientSettings): HttpClient {
  const maxConnections = settings.maxConnections ?? 8;
  const pool = new ConnectionPool({ ...settings, maxConnections, connectTimeoutMs: defaultDeadlineMs });
  // Node's pool counts a connection only when it is open: of ten requests at the same moment each would get one, and those too many be thrown away.
  const slots = new Slots(maxConnections);
  const once = (request: HttpRequest, deadlineMs: number) => inSlot(slots, pool, settings, request, deadlineMs);
  return {
    request: (request) => withRetries(request, once),
    stream: (request) => streamOnce(pool, settings, request),
    close: () => pool.destroy(),
  };
}

async function inSlot(
  slots: Slots,
  pool: ConnectionPool,
  settings: HttpClientSettings,
  request: HttpRequest,
  deadlineMs: number,
): Promise<HttpAnswer> {
  const ends = performance.now() + deadlineMs;
  if (!(await slots.takeWithin(deadlineMs, request.signal))) {
    throw request.signal?.aborted === true
      ? new TransportFailure("aborted", "the request was given up")
      : new NotConnected("timeout", `no answer in ${Math.round(deadlineMs)} ms`);
  }
  try {
    return await answerOnce(pool, settings, request, Math.max(1, ends - performance.now()));
  } finally {
    // The connection goes back to the pool a moment after its answer was read.
    setImmediate(() => slots.give());
  }
}

async function answerOnce(
  pool: ConnectionPool,
  settings: HttpClientSettings,
  request: HttpRequest,
  deadlineMs: number,
): Promise<HttpAnswer> {
  const response = await send(pool, settings, request, deadlineMs);
  const body = await wholeBody(response, request.maxBytes ?? defaultMaxBytes);
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

async function streamOnce(
  pool: ConnectionPool,
  settings: HttpClientSettings,
  request: HttpRequest,
): Promise<HttpStream> {
  const silenceMs = request.deadlineMs ?? defaultDeadlineMs;
  const response = await send(pool, settings, request, silenceMs, true);
  return {
    status: response.statusCode ?? 0,
    chunks: chunksOf(response, silenceMs),
    close: () => response.destroy(),
  };
}
