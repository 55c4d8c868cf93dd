import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { type KubeClient, kubeClient } from "../../src/kube/client.ts";
import { Secret } from "../../src/secret.ts";
import { dialView } from "../support/dial-view.ts";
import { FakeApiServer } from "../support/fake-api-server.ts";

let server: FakeApiServer;
let client: KubeClient;

beforeAll(async () => {
  server = new FakeApiServer();
  await server.listen();
  client = clientOf(server);
});
afterAll(async () => {
  client.close();
  await server.stop();
});
beforeEach(() => {
  server.requests.length = 0;
  server.calm();
});

function clientOf(api: FakeApiServer, deadlineMs = 5_000): KubeClient {
  const { cert, key } = api.clientPair("kubernetes-admin", ["system:masters"]);
  const auth = { clientCert: cert, clientKey: key };
  return kubeClient({
    view: dialView(),
    server: { host: "127.0.0.1", port: api.port },
    ca: api.authority.cert,
    auth,
    deadlineMs,
  });
}

let names = 0;
function configMap(data: Record<string, string>, name = `map-${++names}`): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" }, data };
}
const refTo = (object: KubeObject) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  namespace: "default",
  name: object.metadata.name,
});

describe("an API client", () => {
  test("names the address that was dialled when nothing listens there, and not its server's name", async () => {
    const other = kubeClient({
      view: dialView(),
      server: { host: "api.example.com", port: 6443 },
      dial: { host: "127.0.0.1", port: 1 },
      ca: server.authority.cert,
    });
    await expect(other.get(refTo(configMap({})), { refused: "fail" })).rejects.toMatchObject({
      code: "KUBE_REFUSED",
      what: "nothing listens at https://127.0.0.1:1",
    });
    expect(other.server).toBe("https://api.example.com:6443");
    other.close();
  });

  test("creates, reads, lists, changes and deletes an object", async () => {
    const object = configMap({ a: "1" });
    await client.create(object);
    expect(await client.get(refTo(object))).toMatchObject({ data: { a: "1" } });
    await client.patch(refTo(object), { data: { b: "2", a: null } });
    const all = await client.list({ apiVersion: "v1", kind: "ConfigMap", namespace: "default" });
    expect(all.find((one) => one.metadata.name === object.metadata.name)).toMatchObject({
      kind: "ConfigMap",
      data: { b: "2" },
    });
    expect(await client.delete(refTo(object))).toBe(true);
    expect(await client.delete(refTo(object))).toBe(false);
    expect(await client.get(refTo(object))).toBeNull();
  });

  test("sends no body with a delete, for a server may overlook dryRun in one", async () => {
    await client.delete({ apiVersion: "v1", kind: "Node", name: "gone" });
    expect(server.requests).toMatchObject([{ method: "DELETE", body: "" }]);
  });

  test("applies as field manager kubewright without force", async () => {
    await client.apply(configMap({ a: "1" }));
    expect(server.requests[0]?.path).toMatch(/\?fieldManager=kubewright$/);
  });

  test("names the other manager of a field that it will not take", async () => {
    const object = configMap({ a: "1" });
    server.objects.create(object, { manager: "kubectl", dryRun: false });
    const clash = client.apply({ ...object, data: { a: "2" } });
    await expect(clash).rejects.toMatchObject({
      code: "KUBE_FIELD_CONFLICT",
      why: expect.stringContaining('"kubectl"'),
    });
    expect(await client.apply({ ...object, data: { a: "2" } }, { force: true })).toMatchObject({ data: { a: "2" } });
  });

  test("stores nothing in a dry run", async () => {
    const object = configMap({ a: "1" });
    expect(await client.apply(object, { dryRun: true })).toMatchObject({ data: { a: "1" } });
    expect(await client.get(refTo(object))).toBeNull();
  });

  test("goes through the pages of a long list", async () => {
    for (let index = 0; index < 1_203; index++) server.objects.put(configMap({}, `page-${index}`));
    const all = await client.list({ apiVersion: "v1", kind: "ConfigMap", namespace: "default" });
    expect(all.filter((object) => object.metadata.name.startsWith("page-"))).toHaveLength(1_203);
    expect(server.requests).toHaveLength(3);
  });

  test("finds kinds that are in no table", async () => {
    const spec = { group: "example.org", scope: "Namespaced", names: { plural: "widgets", kind: "Widget" } };
    const crd = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.example.org" },
      spec,
    };
    const widget = { apiVersion: "example.org/v1", kind: "Widget", metadata: { name: "w", namespace: "default" } };
    await expect(client.apply(widget)).rejects.toMatchObject({ code: "KUBE_UNKNOWN_KIND" });
    await client.apply(crd);
    expect(await client.apply(widget)).toMatchObject(widget);
  });

  test.each([
    ["an object that is there already", "create", "KUBE_EXISTS"],
    ["an object that is not there", "replace", "KUBE_NOT_FOUND"],
  ] as const)("says so about %s", async (_, verb, code) => {
    const object = configMap({});
    if (verb === "create") await client.create(object);
    await expect(client[verb](object)).rejects.toMatchObject({ code });
  });

  test("reports a change that somebody else made meanwhile", async () => {
    const object = await client.create(configMap({ a: "1" }));
    await client.patch(refTo(object), { data: { a: "2" } });
    await expect(client.replace(object)).rejects.toMatchObject({ code: "KUBE_CONFLICT" });
  });

  test("shows the values of a Secret to nobody", async () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s", namespace: "default" },
      data: { key: new Secret("aGlkZGVu") },
    };
    const stored = await client.apply(secret);
    expect(server.requests[0]?.body).toContain("aGlkZGVu");
    expect(JSON.stringify(stored)).not.toContain("aGlkZGVu");
    expect(
      JSON.stringify(await client.get({ apiVersion: "v1", kind: "Secret", namespace: "default", name: "s" })),
    ).not.toContain("aGlkZGVu");
  });

  test("watches what is made, changed and deleted", async () => {
    const end = new AbortController();
    const seen: string[] = [];
    const object = configMap({ a: "1" }, "watched");
    const kind = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", fieldSelector: "metadata.name=watched" };
    setTimeout(() => void client.create(object).then(() => client.delete(refTo(object))), 20);
    for await (const event of client.watch(kind, end.signal)) {
      seen.push(`${event.type} ${event.object.metadata.name}`);
      if (event.type === "DELETED") end.abort();
    }
    expect(seen).toEqual(["ADDED watched", "DELETED watched"]);
  });
});

describe("a server in trouble", () => {
  const node = { apiVersion: "v1", kind: "Node", name: "n" };

  test("is asked again after 429, 503 and storage errors", async () => {
    server.disturb({ status: 429, headers: { "retry-after": "0" }, times: 2 });
    server.disturb({ status: 503 });
    server.disturb({ status: 500, body: '{"message":"etcdserver: leader changed"}' });
    expect(await client.get(node)).toBeNull();
    expect(server.requests).toHaveLength(5);
  });

  test("that turns away for longer than an answer may take is asked until it has room", async () => {
    const fresh = new FakeApiServer();
    await fresh.listen();
    const hasty = clientOf(fresh, 300);
    fresh.disturb({ status: 429, headers: { "retry-after": "1" } });
    const began = performance.now();
    expect(await hasty.get(node)).toBeNull();
    expect(performance.now() - began).toBeGreaterThan(1_000);
    fresh.disturb({ status: 429, headers: { "retry-after": "1" } });
    expect(await hasty.get(node, { refused: "fail" })).toBeNull();
    hasty.close();
    await fresh.stop();
  });

  test("is not asked again for what it can never do", async () => {
    server.disturb({
      status: 500,
      body: '{"kind":"Status","message":"failed to create typed patch object"}',
      times: 9,
    });
    await expect(client.apply(configMap({}))).rejects.toMatchObject({ code: "KUBE_SERVER_ERROR" });
    expect(server.requests).toHaveLength(1);
  });

  test("is not sent a creation twice when the connection broke", async () => {
    const fresh = new FakeApiServer();
    await fresh.listen();
    const other = clientOf(fresh);
    fresh.disturb({ match: /POST/, status: 201, body: "{}", cutAfter: 1 });
    await expect(other.create(configMap({}))).rejects.toMatchObject({ code: "KUBE_UNREACHABLE" });
    expect(fresh.requests.filter((request) => request.method === "POST")).toHaveLength(1);
    other.close();
    await fresh.stop();
  });

  test("is given up at the deadline", async () => {
    const fresh = new FakeApiServer();
    await fresh.listen();
    const hasty = clientOf(fresh, 150);
    fresh.disturb({ delayMs: 2_000 });
    const began = performance.now();
    await expect(hasty.get(node)).rejects.toMatchObject({ code: "KUBE_TIMEOUT", exitCode: 4 });
    expect(performance.now() - began).toBeLessThan(1_500);
    hasty.close();
    await fresh.stop();
  });

  test("that answers late is given the client's whole deadline, but for a look of somebody who waits and asks again", async () => {
    const fresh = new FakeApiServer();
    await fresh.listen();
    const patient = clientOf(fresh, 60_000);
    await patient.get(node);
    for (const isLook of [false, true]) {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      fresh.disturb({ delayMs: 20_000 });
      const answer = patient.get(node, { refused: "fail", isLook }).catch((error: unknown) => error);
      // The client's deadline and the server's delay.
      while (vi.getTimerCount() < 2) await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(20_000);
      vi.useRealTimers();
      if (isLook) expect(await answer).toMatchObject({ code: "KUBE_TIMEOUT" });
      else expect(await answer).toBeNull();
    }
    patient.close();
    await fresh.stop();
  });

  test.each([
    ["HTML", "<html>502 Bad Gateway</html>"],
    ["an empty body", ""],
    ["a number", "7"],
    ["a list instead of an object", "[]"],
    ["an object without a name", '{"apiVersion":"v1","kind":"Node","metadata":{}}'],
  ])("that answers with %s is no API server", async (_, body) => {
    server.disturb({ status: 200, body });
    await expect(client.get(node)).rejects.toMatchObject({ code: "KUBE_GARBLED" });
  });

  test("whose words hold control characters is quoted without them", async () => {
    server.disturb({
      status: 409,
      body: JSON.stringify({ kind: "Status", reason: "Conflict", message: "a\u001b[2Jb\nc" }),
    });
    const error: unknown = await client.get(node).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "KUBE_CONFLICT", why: "a [2Jb c" });
  });

  test("that answers 404 without a Status does not make an object absent", async () => {
    server.disturb({ status: 404, body: "404 page not found" });
    await expect(client.get(node)).rejects.toMatchObject({ code: "KUBE_NOT_FOUND" });
  });
});
