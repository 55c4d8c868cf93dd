import type { HostView } from "../host/host.ts";
import { type HttpAnswer, type HttpClient, type HttpRequest, httpClient } from "../kube/http.ts";
import { NotConnected, TransportFailure } from "../kube/transport-failure.ts";
import type { Secret } from "../secret.ts";
import { etcdRefused, etcdUnanswered } from "./etcd-error.ts";
import { parseAdded, parseEtcdStatus, parseMembers, parseRefusal } from "./gateway-answer.ts";
import type { EtcdMember, EtcdMembers, EtcdStatus } from "./member.ts";

/** How members are reached from a machine. PEM texts; the client certificate is kubeadm's pki/etcd/healthcheck-client. */
export interface EtcdClientSettings {
  readonly view: HostView;
  /** Members to ask, in this order: the next is asked when one does not listen or cannot be reached. */
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  readonly ca: string;
  readonly cert: string;
  readonly key: Secret;
  /** Milliseconds for one request to one member; 5,000 when left out. */
  readonly deadlineMs?: number;
}

/** An etcd cluster through the JSON gateway of its members. Rejects with KubewrightError; codes in etcd-error.ts. */
export interface EtcdClient {
  /** As the cluster's majority knows them; `local` as the asked member knows them, which also works without a majority. */
  members(options?: { readonly local?: boolean }): Promise<EtcdMembers>;
  addLearner(peerUrl: string): Promise<{ readonly added: EtcdMember; readonly members: readonly EtcdMember[] }>;
  promote(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  update(id: string, peerUrls: readonly string[]): Promise<void>;
  /** `deadlineMs` takes the place of the client's own. */
  status(options?: { readonly deadlineMs?: number }): Promise<EtcdStatus>;
  /** True when the member has a leader and takes writes. */
  healthy(): Promise<boolean>;
  close(): void;
}

/** Opens no connection until the first request. */
export function etcdClient(settings: EtcdClientSettings): EtcdClient {
  const members = settings.servers.map((server) => ({
    title: `${server.host}:${server.port}`,
    http: open(settings, server),
  }));
  const deadlineMs = settings.deadlineMs ?? 5_000;
  const call = async (path: string, body: object, doing: string, withinMs = deadlineMs) => {
    const text = JSON.stringify(body);
    const request: HttpRequest = { method: "POST", path, body: text, deadlineMs: withinMs, retry: "none" };
    const { title, answer } = await firstAnswer(members, request);
    if (answer.status !== 200) throw etcdRefused(doing, answer.status, parseRefusal(answer.body).message);
    return { title, text: answer.body };
  };
  const read = async <T>(
    path: string,
    body: object,
    doing: string,
    parse: (text: string) => T,
    withinMs = deadlineMs,
  ): Promise<T> => {
    const { title, text } = await call(path, body, doing, withinMs);
    try {
      return parse(text);
    } catch (error) {
      throw etcdUnanswered(error, title);
    }
  };
  return {
    members: ({ local = false } = {}) =>
      read("/v3/cluster/member/list", { linearizable: !local }, "list its members", parseMembers),
    addLearner: (peerUrl) =>
      read(
        "/v3/cluster/member/add",
        { peerURLs: [peerUrl], isLearner: true },
        `add ${peerUrl} as a learner`,
        (text) => ({
          added: parseAdded(text),
          members: parseMembers(text).members,
        }),
      ),
    promote: async (ID) => void (await call("/v3/cluster/member/promote", { ID }, "promote a learner")),
    remove: async (ID) => void (await call("/v3/cluster/member/remove", { ID }, "remove a member")),
    update: async (ID, peerURLs) =>
      void (await call("/v3/cluster/member/update", { ID, peerURLs }, "change a member's address")),
    status: (options) => read("/v3/maintenance/status", {}, "tell its status", parseEtcdStatus, options?.deadlineMs),
    async healthy() {
      const { answer } = await firstAnswer(members, { method: "GET", path: "/health", deadlineMs, retry: "none" });
      return answer.status === 200 && /"health"\s*:\s*"true"/.test(answer.body);
    },
    close: () => {
      for (const member of members) member.http.close();
    },
  };
}

interface Member {
  readonly title: string;
  readonly http: HttpClient;
}

function open(settings: EtcdClientSettings, server: { readonly host: string; readonly port: number }): HttpClient {
  const { view, ca, cert, key } = settings;
  const headers = { "content-type": "application/json", accept: "application/json" };
  const tls = { ca, cert, key, verify: true };
  return httpClient({ view, target: server, host: server.host, tls, maxConnections: 2, headers });
}

/** A member that surely did nothing with the request lets the next one be asked. Of several failures the first counts that says more than that nobody listens. */
async function firstAnswer(
  members: readonly Member[],
  request: HttpRequest,
): Promise<{ readonly title: string; readonly answer: HttpAnswer }> {
  const repeatable = reading.has(request.path);
  let failure: unknown = new TransportFailure("refused", "no member is known");
  let server = "";
  for (const { title, http } of members) {
    try {
      return { title, answer: await http.request({ ...request, repeatable }) };
    } catch (error) {
      if (failure instanceof TransportFailure && failure.reason === "refused") {
        failure = error;
        server = title;
      }
      if (!mayAskNext(error, request.path)) break;
    }
  }
  throw etcdUnanswered(failure, server);
}

const reading = new Set(["/v3/cluster/member/list", "/v3/maintenance/status", "/health"]);

function mayAskNext(error: unknown, path: string): boolean {
  if (!(error instanceof TransportFailure)) return false;
  const nothingSent = error instanceof NotConnected || ["refused", "unreachable", "unresolved"].includes(error.reason);
  return nothingSent || (reading.has(path) && (error.reason === "timeout" || error.reason === "reset"));
}
