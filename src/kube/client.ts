import type { KubeObject, ObjectKind, ObjectRef } from "../engine/object-store.ts";
import type { HostView } from "../host/host.ts";
import type { Secret } from "../secret.ts";
import { apiRequests } from "./api-requests.ts";
import { kindFinder } from "./kind-finder.ts";
import { objectReads } from "./object-reads.ts";
import { objectWrites } from "./object-writes.ts";
import type { WatchEvent } from "./watch.ts";

/** Who speaks to whom, from which machine. PEM texts. */
export interface KubeClientSettings {
  /** The machine from which the server is reached. */
  readonly view: HostView;
  readonly server: { readonly host: string; readonly port: number };
  readonly ca: string;
  /** Nobody in particular (anonymous) when left out. */
  readonly auth?: { readonly clientCert: string; readonly clientKey: Secret } | { readonly bearer: Secret } | undefined;
  /** Milliseconds for a request with its retries; 10,000 when left out, and at most for a look that is repeated. */
  readonly deadlineMs?: number | undefined;
  /** False takes any server certificate; the answer must then be checked otherwise. */
  readonly verify?: boolean | undefined;
  /** Where the stream leads, when it is not the server's own address: the name in `server` is still the one checked. */
  readonly dial?: { readonly host: string; readonly port: number } | undefined;
}

export interface ReadOptions {
  /** Whether a server that does not listen is asked again; "retry" when left out. */
  readonly refused?: "fail" | "retry";
  /** Whoever asks waits and asks again: ten seconds are enough for one answer. */
  readonly isLook?: boolean;
  /** Milliseconds for a server that answers 429, where they are more than those for any; 60,000 when left out. */
  readonly crowdedMs?: number;
}

export interface WriteOptions {
  /** True stores nothing and answers what would have been stored. */
  readonly dryRun?: boolean;
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
  get(ref: ObjectRef, options?: ReadOptions): Promise<KubeObject | null>;
  list(of: ObjectKind, options?: ReadOptions): Promise<readonly KubeObject[]>;
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

/** Opens no connection until the first request. */
export function kubeClient(settings: KubeClientSettings): KubeClient {
  const api = apiRequests(settings);
  const kindOf = kindFinder(api);
  return { server: api.server, ...objectReads(api, kindOf), ...objectWrites(api, kindOf), close: api.close };
}
