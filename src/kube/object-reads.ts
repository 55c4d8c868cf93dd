import { titleOf } from "../engine/object-ref.ts";
import type { KubeObject, ObjectKind } from "../engine/object-store.ts";
import { parsed, parseList, parseObject } from "./api-answer.ts";
import type { ApiRequests } from "./api-requests.ts";
import type { KubeClient } from "./client.ts";
import type { KindFinder } from "./kind-finder.ts";
import { query, resourcePath } from "./resource-path.ts";
import { TransportFailure } from "./transport-failure.ts";
import { watchObjects } from "./watch.ts";

/** Objects asked for at once; longer lists come in pages. */
const pageSize = 500;

/** A server that goes on beyond this is broken: no cluster has that many objects of a kind. */
const mostPages = 2_000;

/** The questions of a client. */
export function objectReads(api: ApiRequests, kindOf: KindFinder): Pick<KubeClient, "get" | "list" | "watch" | "raw"> {
  return {
    async get(ref, options) {
      const path = resourcePath(ref, await kindOf(ref.apiVersion, ref.kind), ref.name);
      const body = await api.ask({ method: "GET", path, ...options }, `read ${titleOf(ref)}`, [404]);
      return body === null ? null : parsed(() => parseObject(body), api.explain);
    },
    async list(of, options) {
      const path = resourcePath(of, await kindOf(of.apiVersion, of.kind));
      const items: KubeObject[] = [];
      let next = "";
      for (let pages = 0; pages < mostPages; pages++) {
        const page = query({ limit: pageSize, continue: next || undefined, ...selectors(of) });
        const body = await api.ask({ method: "GET", path: path + page, ...options }, `list ${of.kind}s`);
        const list = parsed(() => parseList(body ?? "", of), api.explain);
        items.push(...list.items);
        next = list.next;
        if (next === "") return items;
      }
      throw api.explain(new TransportFailure("garbled", `the list of ${of.kind}s has no end`));
    },
    async *watch(of, signal) {
      const path = resourcePath(of, await kindOf(of.apiVersion, of.kind));
      yield* watchObjects(api, path, { ...selectors(of), resourceVersion: of.resourceVersion }, signal);
    },
    raw: (path, options) => api.raw({ method: "GET", path, retry: "none", refused: "fail", isLook: true, ...options }),
  };
}

function selectors(of: ObjectKind): Record<string, string | undefined> {
  return { labelSelector: of.labelSelector, fieldSelector: of.fieldSelector };
}
