import { type IncomingMessage, request as startRequest } from "node:http";
import { reveal } from "../secret.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import type { HttpClientSettings, HttpRequest } from "./http.ts";
import { NotConnected, TransportFailure, transportFailure } from "./transport-failure.ts";

/** A kept connection that the peer had closed meanwhile: another one is tried at once, whatever the rule for retries. */
export class StaleConnection extends TransportFailure {}

/** The response when its headers are there. Its deadline goes on over the body unless `streaming`. */
export function send(
  pool: ConnectionPool,
  settings: HttpClientSettings,
  request: HttpRequest,
  deadlineMs: number,
  streaming = false,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const body = request.body === undefined ? undefined : Buffer.from(reveal(request.body), "utf8");
    const outgoing = startRequest({
      agent: pool,
      method: request.method,
      path: request.path,
      headers: headersOf(settings, request, body),
    });
    let incoming: IncomingMessage | undefined;
    const fail = (failure: TransportFailure) => {
      end();
      incoming?.destroy(failure);
      outgoing.destroy(failure);
      // A request that waits for its connection tells of its end only when that comes.
      reject(failure);
    };
    const timer = setTimeout(() => {
      const Late = outgoing.socket === null ? NotConnected : TransportFailure;
      fail(new Late("timeout", `no answer in ${deadlineMs | 0} ms`));
    }, deadlineMs);
    const abort = () => fail(new TransportFailure("aborted", "the request was given up"));
    const end = () => {
      clearTimeout(timer);
      request.signal?.removeEventListener("abort", abort);
    };
    if (request.signal?.aborted === true) abort();
    request.signal?.addEventListener("abort", abort);
    outgoing.once("close", end);
    outgoing.on("error", (error) => {
      end();
      const failure = transportFailure(error);
      const stale = failure.reason === "reset" && outgoing.reusedSocket && incoming === undefined;
      reject(stale ? new StaleConnection("reset", failure.message, error) : failure);
    });
    outgoing.once("response", (response) => {
      incoming = response;
      if (streaming) clearTimeout(timer);
      resolve(response);
    });
    outgoing.end(body);
  });
}

function headersOf(settings: HttpClientSettings, request: HttpRequest, body: Buffer | undefined) {
  const headers: Record<string, string | number> = { host: hostHeader(settings), ...request.headers };
  for (const [name, value] of Object.entries(settings.headers ?? {})) headers[name] = reveal(value);
  if (body !== undefined) headers["content-length"] = body.length;
  return headers;
}

function hostHeader({ host, target }: HttpClientSettings): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return "port" in target ? `${name}:${target.port}` : name;
}
