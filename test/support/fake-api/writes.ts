import type { IncomingHttpHeaders } from "node:http";
import type { KubeObject } from "../../../src/engine/object-store.ts";
import { type Answer, json } from "./answer.ts";
import type { FakeObjects } from "./objects.ts";
import { FakeRefusal } from "./refusal.ts";
import { complete, merge, parse } from "./request-object.ts";
import type { Route } from "./route.ts";

/** A request that writes, as it came. */
export interface WriteRequest {
  readonly method: string;
  readonly route: Route;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Does what POST, PUT, PATCH (apply and merge) and DELETE ask for. */
export function write(objects: FakeObjects, asked: WriteRequest): Answer {
  const { method, route, url, headers, body } = asked;
  const { apiVersion, kind, namespace, name } = route;
  const manager = url.searchParams.get("fieldManager") ?? headers["user-agent"] ?? "unknown";
  const how = {
    manager,
    dryRun: url.searchParams.get("dryRun") === "All",
    force: url.searchParams.get("force") === "true",
  };
  const ref = { apiVersion, kind, name: name ?? "", ...(namespace === undefined ? {} : { namespace }) };
  if (method === "DELETE") {
    objects.delete(ref, how.dryRun);
    return json(200, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" });
  }
  const sent = parse(body);
  const type = String(headers["content-type"]);
  if (method === "PATCH" && !type.includes("apply-patch")) {
    const live = objects.get(ref);
    if (live === null) throw new FakeRefusal(404, "NotFound", ref);
    return json(200, objects.replace(merge(live, sent) as KubeObject, how));
  }
  const object = complete(sent, ref);
  if (method === "POST") return json(201, objects.create(object, how));
  const existed = objects.get(ref) !== null;
  const stored = method === "PUT" ? objects.replace(object, how) : objects.apply(object, how);
  return json(existed ? 200 : 201, stored);
}
