import { reveal, Secret } from "../secret.ts";
import { parseStatus } from "./api-answer.ts";
import { refusedError } from "./api-error.ts";
import type { KubeClientSettings, RawAnswer } from "./client.ts";
import { type HttpRequest, type HttpStream, httpClient } from "./http.ts";
import { unansweredError } from "./unanswered-error.ts";

const defaultDeadlineMs = 10_000;

/** Milliseconds of a look that is repeated by whoever waits. */
const longestLookMs = 10_000;

/** Milliseconds for a server that turns requests away because others are before them: what kubeadm gives to a call that fails. */
const crowdedMs = 60_000;

/** A request whose deadline, where it has none of its own, is the client's; `isLook`: whoever asks waits and asks again, so that it ends sooner. */
export interface ApiRequest extends HttpRequest {
  readonly isLook?: boolean;
}

/** Requests to one API server, with its answers turned into errors where they are none. */
export interface ApiRequests {
  readonly server: string;
  /** The body of a 2xx answer; null for a status in `absent`. `doing` completes "the API server refused to …". */
  ask(request: ApiRequest, doing: string, absent?: readonly number[]): Promise<string | null>;
  raw(request: ApiRequest): Promise<RawAnswer>;
  stream(request: HttpRequest): Promise<HttpStream>;
  /** A TransportFailure as the error a user reads: with the address that was dialled. */
  explain(error: unknown): unknown;
  close(): void;
}

export function apiRequests(settings: KubeClientSettings): ApiRequests {
  const { host, port } = settings.server;
  const server = addressOf(settings.server);
  const http = httpClient({
    view: settings.view,
    target: settings.dial ?? { host, port },
    host,
    tls: tlsOf(settings),
    headers: headersOf(settings),
  });
  const deadlineMs = settings.deadlineMs ?? defaultDeadlineMs;
  const explain = (error: unknown) => unansweredError(error, addressOf(settings.dial ?? settings.server));
  const raw = async ({ isLook = false, ...request }: ApiRequest) => {
    try {
      const bounds = { deadlineMs: isLook ? Math.min(deadlineMs, longestLookMs) : deadlineMs, crowdedMs };
      return await http.request({ ...(request.deadlineMs === undefined ? bounds : {}), ...request });
    } catch (error) {
      throw explain(error);
    }
  };
  return {
    server,
    explain,
    raw,
    close: http.close,
    async ask(request, doing, absent = []) {
      const answer = await raw(request);
      if (answer.status >= 200 && answer.status < 300) return answer.body;
      const status = parseStatus(answer.body);
      if (absent.includes(answer.status) && status.reason !== "") return null;
      throw refusedError(doing, answer.status, status);
    },
    stream: (request) => http.stream({ deadlineMs, ...request }),
  };
}

function addressOf({ host, port }: KubeClientSettings["server"]): string {
  return `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function tlsOf({ auth, ca, verify }: KubeClientSettings) {
  const identity = auth !== undefined && "clientCert" in auth ? { cert: auth.clientCert, key: auth.clientKey } : {};
  return { ca, verify: verify ?? true, ...identity };
}

function headersOf({ auth }: KubeClientSettings): Record<string, string | Secret> {
  const headers: Record<string, string | Secret> = { accept: "application/json", "user-agent": "kubewright" };
  if (auth !== undefined && "bearer" in auth) headers["authorization"] = new Secret(`Bearer ${reveal(auth.bearer)}`);
  return headers;
}
