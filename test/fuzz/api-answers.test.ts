import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseList, parseObject, parseStatus } from "../../src/kube/api-answer.ts";
import { type KubeClient, kubeClient } from "../../src/kube/client.ts";
import { dialView } from "../support/dial-view.ts";
import { type FakeApiServer, startFakeApiServer } from "../support/fake-api-server.ts";
import { broken, cuts, isSoak, runs } from "./broken-text.ts";
import { orderly, orderlyLater } from "./orderly.ts";

const recorded = new URL("../fixtures/kube/", import.meta.url);
const bodies = readdirSync(recorded).map((name) => {
  const text = readFileSync(new URL(name, recorded), "utf8");
  return [name, text.slice(text.indexOf("\r\n\r\n") + 4).trimEnd()] as const;
});
const configMap = { apiVersion: "v1", kind: "ConfigMap", namespace: "kube-system", name: "x" };

let server: FakeApiServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startFakeApiServer();
  const { cert, key } = server.clientPair("admin", ["system:masters"]);
  const auth = { clientCert: cert, clientKey: key };
  client = kubeClient({
    view: dialView(),
    server: { host: "127.0.0.1", port: server.port },
    ca: server.authority.cert,
    auth,
    deadlineMs: 500,
  });
});
afterAll(async () => {
  client.close();
  await server.stop();
});

test.each(bodies)("a recorded body is read or refused, cut at any byte: %s", (_, body) => {
  for (const length of cuts(body.length)) {
    const text = body.slice(0, length);
    for (const read of [parseObject, parseStatus, (one: string) => parseList(one, { apiVersion: "v1", kind: "Pod" })])
      orderly(() => read(text));
    if (body.startsWith("{")) expect(orderly(() => parseObject(text))).toBe(undefined);
  }
});

test("a recorded body is read or refused, garbled anywhere", () => {
  const garbled = fc.constantFrom(...bodies).chain(([, body]) => broken(body));
  fc.assert(
    fc.property(garbled, (text) => {
      orderly(() => parseObject(text));
      orderly(() => parseStatus(text));
      orderly(() => parseList(text, { apiVersion: "v1", kind: "Pod" }));
    }),
    runs(300),
  );
});

test("the client answers or refuses when a body breaks off, at any byte", async () => {
  server.objects.put({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "x", namespace: "kube-system" },
    data: { a: "b" },
  });
  const whole = await client.get(configMap);
  const { length } = JSON.stringify(whole);
  for (const cutAfter of cuts(length, isSoak ? length : 6)) {
    server.disturb({ match: /configmaps\/x/, cutAfter, times: 99 });
    expect(await orderlyLater(() => client.get(configMap))).toBe(undefined);
    server.calm();
  }
  expect(await client.get(configMap)).toEqual(whole);
});

test("the client answers or refuses whatever a body and a status say", async () => {
  const garbled = fc.constantFrom(...bodies).chain(([, body]) => broken(body));
  const status = fc.constantFrom(200, 201, 204, 301, 400, 401, 403, 404, 409, 410, 418, 422, 500);
  await fc.assert(
    fc.asyncProperty(garbled, status, async (body, code) => {
      server.disturb({ match: /configmaps|pods/, status: code, body, times: 99 });
      await orderlyLater(() => client.get(configMap));
      await orderlyLater(() => client.list({ apiVersion: "v1", kind: "Pod", namespace: "kube-system" }));
      server.calm();
    }),
    runs(15),
  );
});
