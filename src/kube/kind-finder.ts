import { KubewrightError } from "../errors.ts";
import { parsed, parseRecord, parseStatus } from "./api-answer.ts";
import { refusedError } from "./api-error.ts";
import type { ApiRequests } from "./api-requests.ts";
import { isRecord } from "./is-record.ts";
import { groupVersionPath, knownKind, type ResourceKind } from "./resource-path.ts";

/** Where the objects of a kind are. Rejects with KUBE_UNKNOWN_KIND. */
export type KindFinder = (apiVersion: string, kind: string) => Promise<ResourceKind>;

/** Finds where a kind's objects are: from the table, else from the server, which is asked once per group version that it has. */
export function kindFinder(api: ApiRequests): KindFinder {
  const found = new Map<string, ReadonlyMap<string, ResourceKind>>();
  return async (apiVersion, kind) => {
    const known = knownKind(apiVersion, kind) ?? found.get(apiVersion)?.get(kind);
    if (known !== undefined) return known;
    const kinds = await askForKinds(api, apiVersion);
    found.set(apiVersion, kinds);
    const answer = kinds.get(kind);
    if (answer === undefined) throw unknownKind(apiVersion, kind);
    return answer;
  };
}

/** A group that the server does not have is answered with 404 and no Status. */
async function askForKinds(api: ApiRequests, apiVersion: string): Promise<ReadonlyMap<string, ResourceKind>> {
  const { status, body } = await api.raw({ method: "GET", path: groupVersionPath(apiVersion) });
  if (status === 404) return new Map();
  if (status !== 200) throw refusedError(`list the kinds of ${apiVersion}`, status, parseStatus(body));
  return parsed(() => kindsIn(parseRecord(body)), api.explain);
}

function kindsIn(answer: Readonly<Record<string, unknown>>): ReadonlyMap<string, ResourceKind> {
  const resources: readonly unknown[] = Array.isArray(answer["resources"]) ? answer["resources"] : [];
  const kinds = new Map<string, ResourceKind>();
  for (const resource of resources.filter(isRecord)) {
    const { name, kind, namespaced } = resource;
    const usable = typeof name === "string" && typeof kind === "string" && /^[a-z0-9-]+$/.test(name);
    if (usable) kinds.set(kind, { plural: name, namespaced: namespaced === true });
  }
  return kinds;
}

function unknownKind(apiVersion: string, kind: string): KubewrightError {
  return new KubewrightError("KUBE_UNKNOWN_KIND", {
    what: `the API server knows no kind ${kind} in ${apiVersion}`,
    next: "Check the spelling, or apply the CustomResourceDefinition that brings this kind first.",
  });
}
