import type { ServerResponse } from "node:http";
import type { KubeObject } from "../../../src/engine/object-store.ts";
import { type Answer, json } from "./answer.ts";
import { isMap } from "./field-set.ts";
import type { FakeObjects } from "./objects.ts";
import { FakeRefusal } from "./refusal.ts";
import type { Route } from "./route.ts";

/** One object, or a page of a list. */
export function read(objects: FakeObjects, route: Route, url: URL): Answer {
  const { apiVersion, kind, namespace, name } = route;
  if (name !== undefined) {
    const ref = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
    const object = objects.get(ref);
    if (object === null) throw new FakeRefusal(404, "NotFound", ref);
    return json(200, object);
  }
  const items = objects.all(apiVersion, kind, namespace).filter((object) => selected(object, url));
  const from = Number(url.searchParams.get("continue") ?? 0);
  const limit = Number(url.searchParams.get("limit") ?? items.length);
  const more = from + limit < items.length ? { continue: String(from + limit) } : {};
  const page = items.slice(from, from + limit).map(({ apiVersion: _a, kind: _k, ...rest }) => rest);
  return json(200, {
    kind: `${kind}List`,
    apiVersion,
    metadata: { resourceVersion: objects.version, ...more },
    items: page,
  });
}

/** Tells each change until the client goes. */
export function watch(objects: FakeObjects, response: ServerResponse, route: Route, url: URL): null {
  response.writeHead(200, { "content-type": "application/json" });
  const tell = (type: string, object: KubeObject) => {
    const fits =
      object.kind === route.kind && (route.namespace === undefined || object.metadata.namespace === route.namespace);
    if (fits && selected(object, url)) response.write(`${JSON.stringify({ type, object })}\n`);
  };
  if (url.searchParams.get("resourceVersion") === null) {
    for (const object of objects.all(route.apiVersion, route.kind, route.namespace)) tell("ADDED", object);
  }
  const unlisten = objects.listen((event) => tell(event.type, event.object));
  response.flushHeaders();
  response.once("close", unlisten);
  return null;
}

function selected(object: KubeObject, url: URL): boolean {
  const labels = isMap(object.metadata["labels"]) ? object.metadata["labels"] : {};
  const byLabel = (url.searchParams.get("labelSelector") ?? "").split(",").filter((term) => term !== "");
  const byField = (url.searchParams.get("fieldSelector") ?? "").split(",").filter((term) => term !== "");
  const fits = (of: (name: string) => unknown) => (term: string) => {
    const [name = "", value] = term.split("=");
    return value === undefined ? of(name) !== undefined : of(name) === value;
  };
  return byLabel.every(fits((name) => labels[name])) && byField.every(fits((name) => fieldAt(object, name)));
}

/** The value at "spec.signerName". */
function fieldAt(object: KubeObject, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (isMap(value) ? value[key] : undefined), object);
}
