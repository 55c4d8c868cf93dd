import { refOf, titleOf } from "../engine/object-ref.ts";
import type { ObjectRef } from "../engine/object-store.ts";
import { parsed, parseObject } from "./api-answer.ts";
import type { ApiRequests } from "./api-requests.ts";
import type { KubeClient, PatchType, WriteOptions } from "./client.ts";
import type { KindFinder } from "./kind-finder.ts";
import { query, resourcePath } from "./resource-path.ts";
import { revealedJson } from "./secret-data.ts";

const patchTypes: Readonly<Record<PatchType, string>> = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  json: "application/json-patch+json",
};

/** Under which name the server notes what we own. */
const fieldManager = "kubewright";
type WriteDetails = WriteOptions & { readonly force?: boolean; readonly contentType?: string };

/** The writes of a client. */
export function objectWrites(
  api: ApiRequests,
  kindOf: KindFinder,
): Pick<KubeClient, "create" | "apply" | "replace" | "patch" | "delete"> {
  const write = async (verb: string, method: string, ref: ObjectRef, body: unknown, how: WriteDetails) => {
    const kind = await kindOf(ref.apiVersion, ref.kind);
    const path = resourcePath(ref, kind, ref.name);
    const target = method === "POST" ? path.slice(0, path.lastIndexOf("/")) : path;
    const parameters = query({ fieldManager, dryRun: how.dryRun ? "All" : undefined, force: how.force });
    const headers = { "content-type": how.contentType ?? "application/json" };
    const answer = await api.ask(
      { method, path: target + parameters, headers, body: revealedJson(body), signal: how.signal },
      `${verb} ${titleOf(ref)}`,
    );
    return parsed(() => parseObject(answer ?? ""), api.explain);
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
