import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NotYetKnown } from "../../src/engine/fact.ts";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { sameObject } from "../../src/engine/same-object.ts";
import { type KubeClient, kubeClient } from "../../src/kube/client.ts";
import { objectStore } from "../../src/kube/object-store.ts";
import { dialView } from "../support/dial-view.ts";
import { FakeApiServer } from "../support/fake-api-server.ts";

const map: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "m", namespace: "kube-system" },
  data: { a: "1" },
};
const ref = { apiVersion: "v1", kind: "ConfigMap", namespace: "kube-system", name: "m" };
let server: FakeApiServer;
let client: KubeClient;

beforeEach(async () => {
  server = new FakeApiServer();
  await server.listen();
  client = clientWithin(20_000);
});
afterEach(async () => {
  client.close();
  await server.stop();
});

function clientWithin(deadlineMs: number): KubeClient {
  const { cert, key } = server.clientPair("admin", ["system:masters"]);
  const at = { host: "127.0.0.1", port: server.port };
  const auth = { clientCert: cert, clientKey: key };
  return kubeClient({ view: dialView(), server: at, ca: server.authority.cert, auth, deadlineMs });
}

const store = (silent: "comes-later" | "comes-back" | "gone", open = async (): Promise<KubeClient | null> => client) =>
  objectStore({ open, silent });

describe("an API server that is expected later", () => {
  test("is not known yet while there is no kubeconfig", async () => {
    await expect(store("comes-later", async () => null).read(ref)).rejects.toBeInstanceOf(NotYetKnown);
  });

  test("is not known yet while nothing listens, and that is said at once", async () => {
    await server.stop();
    const began = performance.now();
    await expect(store("comes-later").read(ref)).rejects.toThrow("known after the API server answers");
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test("is asked as soon as it can be reached", async () => {
    let there = false;
    const objects = store("comes-later", async () => (there ? client : null));
    await expect(objects.read(ref)).rejects.toBeInstanceOf(NotYetKnown);
    there = true;
    expect(await objects.read(ref)).toBeNull();
  });

  test("is an error when it refuses, for then it is there", async () => {
    server.disturb({ status: 403, body: '{"kind":"Status","reason":"Forbidden"}', times: 9 });
    await expect(store("comes-later").read(ref)).rejects.toMatchObject({ code: "KUBE_FORBIDDEN" });
  });
});

test("an API server that should be there and is not is an error", async () => {
  const hasty = clientWithin(400);
  await server.stop();
  const read = store("comes-back", async () => hasty).read(ref);
  await expect(read).rejects.toMatchObject({ code: "KUBE_REFUSED", exitCode: 4 });
  hasty.close();
  await expect(store("comes-back", async () => null).read(ref)).rejects.toMatchObject({ code: "KUBE_NO_ACCESS" });
});

test("an API server that is gone is not asked again", async () => {
  await server.stop();
  const began = performance.now();
  await expect(store("gone").read(ref)).rejects.toMatchObject({ code: "KUBE_REFUSED" });
  expect(performance.now() - began).toBeLessThan(5_000);
});

describe("a dry run", () => {
  test("of what is there already answers the same object", async () => {
    const objects = store("comes-back");
    await objects.write({ verb: "apply", object: map });
    const live = await objects.read(ref);
    expect(live !== null && sameObject(live, await objects.dryRun({ verb: "apply", object: map }))).toBe(true);
    const other = await objects.dryRun({ verb: "apply", object: { ...map, data: { a: "2" } } });
    expect(live !== null && sameObject(live, other)).toBe(false);
  });

  test("of a delete sends no delete", async () => {
    const objects = store("comes-back");
    await objects.write({ verb: "apply", object: map });
    expect(await objects.dryRun({ verb: "delete", ref })).toMatchObject({ data: { a: "1" } });
    expect(server.requests.map((request) => request.method)).not.toContain("DELETE");
    expect(server.objects.get(ref)).not.toBeNull();
  });

  test("in a namespace that is not there is not known before it is", async () => {
    const object = { ...map, metadata: { name: "m", namespace: "later" } };
    await expect(store("comes-back").dryRun({ verb: "apply", object })).rejects.toThrow(
      "known after Namespace later is made",
    );
  });

  test.each(["apply", "create", "replace"] as const)("of %s stores nothing", async (verb) => {
    expect(await store("comes-back").dryRun({ verb, object: map })).toMatchObject({ data: { a: "1" } });
    expect(server.objects.get(ref)).toBeNull();
  });
});

describe("a write", () => {
  test("by replace makes what is not there", async () => {
    await store("comes-back").write({ verb: "replace", object: map });
    expect(server.objects.get(ref)).toMatchObject({ data: { a: "1" } });
  });

  test("by patch with an old resourceVersion is refused", async () => {
    const objects = store("comes-back");
    await objects.write({ verb: "create", object: map });
    const patch = { metadata: { resourceVersion: "1" }, data: { a: "2" } };
    await expect(objects.write({ verb: "patch", ref, patch })).rejects.toMatchObject({ code: "KUBE_CONFLICT" });
  });

  test("of what apply no longer names takes it away, and leaves what others set", async () => {
    const objects = store("comes-back");
    await objects.write({ verb: "apply", object: { ...map, data: { a: "1", b: "2" } } });
    server.objects.replace(
      { ...(server.objects.get(ref) ?? map), data: { a: "1", b: "2", theirs: "3" } },
      { manager: "kubectl", dryRun: false },
    );
    await objects.write({ verb: "apply", object: map });
    expect(server.objects.get(ref)).toMatchObject({ data: { a: "1", theirs: "3" } });
    expect(server.objects.get(ref)?.["data"]).not.toHaveProperty("b");
  });
});

test("an API server that is gone is waited for no longer when it has too many before us", async () => {
  server.disturb({ status: 429, headers: { "retry-after": "1" }, times: 100 });
  client.close();
  client = clientWithin(300);
  const began = performance.now();
  await expect(store("gone").read(ref)).rejects.toMatchObject({ code: "KUBE_TOO_MANY" });
  expect(performance.now() - began).toBeLessThan(10_000);
});
