import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { KubewrightError } from "../../src/errors.ts";
import { kubeClient } from "../../src/kube/client.ts";
import { clientSource } from "../../src/kube/client-source.ts";
import { controlPlaneHealthy, kubeletHealthy } from "../../src/kube/component-health.ts";
import { apiServerHealthy, nodeComes, nodeExists } from "../../src/kube/waits.ts";
import { dialView } from "../support/dial-view.ts";
import { FakeApiServer } from "../support/fake-api-server.ts";

const view = dialView();
let server: FakeApiServer;
const source = clientSource(async () => clientOf());
function clientOf() {
  const { cert, key } = server.clientPair("admin", ["system:masters"]);
  const at = { host: "127.0.0.1", port: server.port };
  return kubeClient({ view, server: at, ca: server.authority.cert, auth: { clientCert: cert, clientKey: key } });
}

beforeEach(async () => {
  server = new FakeApiServer();
  await server.listen();
});
afterEach(async () => {
  source.close();
  await server.stop();
});

describe("a wait for the API server", () => {
  test("names the checks that fail", async () => {
    server.health =
      "[+]ping ok\n[-]etcd failed: reason withheld\n[-]poststarthook/rbac/bootstrap-roles failed: reason withheld\nlivez check failed";
    const answer = await apiServerHealthy(source).read(view);
    expect(answer).toEqual({ done: false, found: "/livez answers 500: etcd, poststarthook/rbac/bootstrap-roles" });
  });

  test("goes on while nothing listens, and ends when it answers", async () => {
    const client = await source(view);
    await server.stop();
    expect(await apiServerHealthy(source).read(view)).toMatchObject({
      done: false,
      found: expect.stringContaining("nothing listens"),
    });
    await server.listen(Number(new URL(client.server).port));
    expect(await apiServerHealthy(source).read(view)).toMatchObject({ done: true });
  });
});

test("a wait for the control plane names each component that is missing", async () => {
  const { found, done } = await controlPlaneHealthy(source, {
    controllerManager: { port: 1 },
    scheduler: { port: server.port },
  }).read(view);
  expect([done, found]).toEqual([false, "kube-controller-manager does not listen yet"]);
});

test("a component that has been seen healthy is not asked again while the others are waited for", async () => {
  let asked = 0;
  const dial: typeof view.dial = (target) => {
    asked += 1;
    return view.dial(target);
  };
  const counting = { ...view, dial };
  const healthy = controlPlaneHealthy(source, { controllerManager: { port: 1 }, scheduler: { port: server.port } });
  await healthy.read(counting);
  const first = asked;
  expect((await healthy.read(counting)).done).toBe(false);
  expect([first, asked]).toEqual([2, 3]);
});

test("a wait for the kubelet ends when it answers 200 over plain HTTP", async () => {
  let status = 500;
  const kubelet = createServer((_, response) => response.writeHead(status).end("ok"));
  await new Promise<void>((resolve) => kubelet.listen(0, "127.0.0.1", resolve));
  const healthy = kubeletHealthy({ port: (kubelet.address() as AddressInfo).port });
  expect(await healthy.read(view)).toMatchObject({ done: false, found: "kubelet answers 500" });
  status = 200;
  expect(await healthy.read(view)).toMatchObject({ done: true });
  kubelet.close();
});

test("a machine that lets nobody to its own ports ends a wait for its components at once", async () => {
  const refused = new KubewrightError("HOST_FORWARDING_REFUSED", {
    what: "Its port cannot be reached.",
    next: "Open it.",
  });
  const closed = dialView(() => Promise.reject(refused));
  const failed = { code: "HOST_FORWARDING_REFUSED", what: "Its port cannot be reached.", next: "Open it." };
  expect(await kubeletHealthy().read(closed)).toMatchObject({ done: false, failed });
  expect(await controlPlaneHealthy(source).read(closed)).toMatchObject({ done: false, failed });
});

test("a wait for a Node hears of it when it comes, and of one that is there already", async () => {
  const { until, news } = nodeComes(source, "w1");
  expect(await until.read(view)).toEqual({ done: false, found: "there is no Node w1 yet" });
  const listens = new AbortController();
  const heard = news?.(view, listens.signal);
  server.objects.put({ apiVersion: "v1", kind: "Node", metadata: { name: "w2" } });
  server.objects.put({ apiVersion: "v1", kind: "Node", metadata: { name: "w1" } });
  expect(await heard).toEqual({ done: true, found: "Node w1 is there" });
  expect(await news?.(view, listens.signal)).toMatchObject({ done: true });
  const other = nodeComes(source, "w3").news?.(view, listens.signal);
  listens.abort();
  expect(await other).toBeNull();
});

test("a wait for a Node ends when there is one, Ready or not", async () => {
  expect(await nodeExists(source, "w1").read(view)).toEqual({ done: false, found: "there is no Node w1 yet" });
  server.objects.put({ apiVersion: "v1", kind: "Node", metadata: { name: "w1" } });
  expect(await nodeExists(source, "w1").read(view)).toEqual({ done: true, found: "Node w1 is there" });
});
