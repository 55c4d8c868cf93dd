import type { KubeObject, ObjectRef } from "../engine/object-store.ts";
import type { HostView } from "../host/host.ts";
import type { Secret } from "../secret.ts";
import { parseList, parseObject } from "./api-answer.ts";
import type { ApiRequests } from "./api-requests.ts";
import { apiRequests } from "./api-requests.ts";
import { kindFinder } from "./kind-finder.ts";
import { query, type ResourceKind, resourcePath } from "./resource-path.ts";
import { revealedJson } from "./secret-data.ts";
import { type WatchEvent, watchObjects } from "./watch.ts";

/** Who speaks to whom, from which machine. PEM texts. */
export interface KubeClientSettings {
  /** The machine from which the server is reached. */
  readonly view: HostView;
  readonly server: { readonly host: string; readonly port: number };
  readonly ca: string;
  /** Nobody in particular (anonymous) when left out. */
  readonly auth?: { readonly clientCert: string; readonly clientKey: Secret } | { readonly bearer: Secret } | undefined;
  /** Milliseconds for a request with its retries; 10,000 when left out. */
  readonly deadlineMs?: number | undefined;
  /** False takes any server certificate; the answer must then be checked otherwise. */
  readonly verify?: boolean | undefined;
  /** Where the stream leads, when it is not the server's own address: the name in `server` is still the one checked. */
  readonly dial?: { readonly host: string; readonly port: number } | undefined;
}

export interface ObjectKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface WriteOptions {
  /** True stores nothing and answers what would have been stored. */
  readonly dryRun?: boolean;
  readonly subresource?: string;
  readonly signal?: AbortSignal;
}

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** One API server. Rejects with KubewrightError; codes in api-error.ts. Values of Secret objects come wrapped in Secret. */
export interface KubeClient {
  /** "https://10.0.0.1:6443" */
  readonly server: string;
  /** null when there is no such object. */
  get(ref: ObjectRef, options?: { readonly refused?: "fail" | "retry" }): Promise<KubeObject | null>;
  list(of: ObjectKind, options?: { readonly refused?: "fail" | "retry" }): Promise<readonly KubeObject[]>;
  create(object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  /** Server-side apply as field manager `kubewright`; without `force` a field of another manager is KUBE_FIELD_CONFLICT. */
  apply(object: KubeObject, options?: WriteOptions & { readonly force?: boolean }): Promise<KubeObject>;
  replace(object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  /** A merge patch unless `type` says otherwise. */
  patch(ref: ObjectRef, patch: unknown, options?: WriteOptions & { readonly type?: PatchType }): Promise<KubeObject>;
  /** False when there was no such object. The request has no body: servers have been seen to overlook dryRun in one. */
  delete(ref: ObjectRef): Promise<boolean>;
  /** Ends when the signal aborts; a lost connection or an expired resourceVersion is an error. */
  watch(of: ObjectKind & { readonly resourceVersion?: string }, signal: AbortSignal): AsyncIterable<WatchEvent>;
  /** GET of a path outside the objects ("/livez"), once, whatever the status. */
  raw(path: string, options?: { readonly deadlineMs?: number }): Promise<RawAnswer>;
  close(): void;
}

export type PatchType = "merge" | "strategic" | "json";

const patchTypes: Readonly<Record<PatchType, string>> = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  json: "application/json-patch+json",
};

const fieldManager = "kubewright";
/** Objects asked for at once; longer lists come in pages. */
const pageSize = 500;

/** Opens no connection until the first request. */
export function kubeClient(settings: KubeClientSettings): KubeClient {
  const api = apiRequests(settings);
  const kindOf = kindFinder(api);
  return { server: api.server, ...readers(api, kindOf), ...writers(api, kindOf), close: api.close };
}

type KindFinder = (apiVersion: string, kind: string) => Promise<ResourceKind>;

function readers(api: ApiRequests, kindOf: KindFinder): Pick<KubeClient, "get" | "list" | "watch" | "raw"> {
  return {
    async get(ref, options) {
      const path = resourcePath(ref, await kindOf(ref.apiVersion, ref.kind), ref.name);
      const body = await api.ask({ method: "GET", path, ...options }, `read ${titleOf(ref)}`, [404]);
      return body === null ? null : parsed(() => parseObject(body), api);
    },
    async list(of, options) {
      const path = resourcePath(of, await kindOf(of.apiVersion, of.kind));
      const items: KubeObject[] = [];
      for (let next = ""; ; ) {
        const page = query({ limit: pageSize, continue: next || undefined, ...selectors(of) });
        const body = await api.ask({ method: "GET", path: path + page, ...options }, `list ${of.kind}s`);
        const list = parsed(() => parseList(body ?? "", of), api);
        items.push(...list.items);
        next = list.next;
        if (next === "") return items;
      }
    },
    async *watch(of, signal) {
      const path = resourcePath(of, await kindOf(of.apiVersion, of.kind));
      yield* watchObjects(api, path, { ...selectors(of), resourceVersion: of.resourceVersion }, signal);
    },
    raw: (path, options) => api.raw({ method: "GET", path, retry: "none", refused: "fail", ...options }),
  };
}

function writers(
  api: ApiRequests,
  kindOf: KindFinder,
): Pick<KubeClient, "create" | "apply" | "replace" | "patch" | "delete"> {
  const write = async (verb: string, method: string, ref: ObjectRef, body: unknown, how: WriteDetails) => {
    const kind = await kindOf(ref.apiVersion, ref.kind);
    const path = resourcePath(ref, kind, ref.name, how.subresource);
    const target = method === "POST" ? path.slice(0, path.lastIndexOf("/")) : path;
    const parameters = query({ fieldManager, dryRun: how.dryRun ? "All" : undefined, force: how.force });
    const headers = { "content-type": how.contentType ?? "application/json" };
    const answer = await api.ask(
      { method, path: target + parameters, headers, body: revealedJson(body), signal: how.signal },
      `${verb} ${titleOf(ref)}`,
    );
    return parsed(() => parseObject(answer ?? ""), api);
  };
  return {
    create: (object, options) => write("create", "POST", refOf(object), object, { ...options }),
    replace: (object, options) => write("replace", "PUT", refOf(object), object, { ...options }),
    apply: (object, options) =>
      write("apply", "PATCH", refOf(object), object, { ...options, contentType: "application/apply-patch+yaml" }),
    patch: (ref, patch, options) =>
      write("change", "PATCH", ref, patch, { ...options, contentType: patchTypes[options?.type ?? "merge"] }),
    async delete(ref) {
      const path = resourcePath(ref, await kindOf(ref.apiVersion, ref.kind), ref.name);
      return (await api.ask({ method: "DELETE", path }, `delete ${titleOf(ref)}`, [404])) !== null;
    },
  };
}

type WriteDetails = WriteOptions & { readonly force?: boolean; readonly contentType?: string };

function parsed<T>(parse: () => T, api: ApiRequests): T {
  try {
    return parse();
  } catch (error) {
    throw api.explain(error);
  }
}

function selectors(of: ObjectKind): Record<string, string | undefined> {
  return { labelSelector: of.labelSelector, fieldSelector: of.fieldSelector };
}

/** The reference of an object. */
export function refOf(object: KubeObject): ObjectRef {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** "ConfigMap kube-system/coredns" */
export function titleOf(ref: ObjectRef): string {
  return `${ref.kind} ${ref.namespace === undefined ? "" : `${ref.namespace}/`}${ref.name}`;
}
