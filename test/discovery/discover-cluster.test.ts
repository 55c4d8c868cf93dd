import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { duplexPair } from "node:stream";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { caPins, verifyClusterInfo } from "../../src/discovery/cluster-info.ts";
import { type DiscoverySettings, discoverCluster } from "../../src/discovery/discover-cluster.ts";
import { KubewrightError } from "../../src/errors.ts";
import { clusterInfoKubeconfig } from "../../src/manifests/cluster-info.ts";
import { jws } from "../../src/manifests/jws.ts";
import { Secret } from "../../src/secret.ts";
import { dialView } from "../support/dial-view.ts";
import { FakeApiServer } from "../support/fake-api-server.ts";
import { testAuthority, testCertificate } from "../support/test-certificates.ts";

const token = new Secret("abcdef.0123456789abcdef");
const authority = testAuthority("kubernetes");
const pins = caPins(authority.cert);
const kubeconfig = clusterInfoKubeconfig({ server: "https://10.0.0.1:6443", caCertificate: authority.cert });
const servers: FakeApiServer[] = [];
const dayMs = 86_400_000;

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

function clusterInfo(text = kubeconfig, data: Record<string, string> = { "jws-kubeconfig-abcdef": jws(token, text) }) {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "cluster-info", namespace: "kube-public" },
    data: { kubeconfig: text, ...data },
  };
}

async function serve(
  object: ReturnType<typeof clusterInfo> | null,
  options: ConstructorParameters<typeof FakeApiServer>[0] = { authority },
) {
  const server = new FakeApiServer(options);
  if (object !== null) server.objects.put(object);
  await server.listen();
  servers.push(server);
  return server;
}

function discover(port: number, rest: Partial<DiscoverySettings> = {}) {
  return discoverCluster({
    view: dialView(),
    server: { host: "127.0.0.1", port },
    token,
    pins,
    timeoutMs: 700,
    ...rest,
  });
}

describe("a cluster is found", () => {
  test("by a token and the pin of its CA, with two looks, to neither of which the token goes", async () => {
    const server = await serve(clusterInfo());
    expect(await discover(server.port)).toEqual({
      server: "https://10.0.0.1:6443",
      ca: authority.cert,
      kubeconfig,
      trusted: authority.cert,
    });
    expect(server.requests.map((request) => request.user)).toEqual(["system:anonymous", "system:anonymous"]);
  });

  test("when one of several pins is right, in capitals too", async () => {
    const server = await serve(clusterInfo());
    const several = [
      `sha256:${"0".repeat(64)}`,
      ...pins.map((pin) => pin.replace(/[a-f]/g, (letter) => letter.toUpperCase())),
    ];
    expect(await discover(server.port, { pins: several })).toMatchObject({ server: "https://10.0.0.1:6443" });
  });

  test("without a pin by one look", async () => {
    const server = await serve(clusterInfo());
    await discover(server.port, { pins: [] });
    expect(server.requests).toHaveLength(1);
  });

  test("as soon as the signature is there", async () => {
    const server = await serve(clusterInfo(kubeconfig, {}));
    setTimeout(() => server.objects.put(clusterInfo()), 250);
    const heard: string[] = [];
    expect(await discover(server.port, { timeoutMs: 5_000, progress: (text) => heard.push(text) })).toMatchObject({
      kubeconfig,
    });
    expect(heard).toEqual(["the cluster does not know the token abcdef, or no longer"]);
  });

  test("as soon as the API server listens", async () => {
    const server = await serve(clusterInfo());
    const { port } = server;
    await server.stop();
    setTimeout(() => void server.listen(port), 250);
    expect(await discover(port, { timeoutMs: 5_000 })).toMatchObject({ kubeconfig });
  });
});

test("after the signal for the last look nothing is waited for, and what is there is still found", async () => {
  const server = await serve(clusterInfo(kubeconfig, {}));
  const lastLook = AbortSignal.abort();
  await expect(discover(server.port, { timeoutMs: 60_000, lastLook })).rejects.toMatchObject({
    code: "DISCOVERY_NO_SIGNATURE",
  });
  server.objects.put(clusterInfo());
  expect(await discover(server.port, { timeoutMs: 60_000, lastLook })).toMatchObject({ kubeconfig });
});

describe("a cluster is not found, and the reason is named:", () => {
  const server = async (object: ReturnType<typeof clusterInfo> | null = clusterInfo(), wish?: object) => {
    const common = { commonName: "kube-apiserver", ipAddresses: ["127.0.0.1"] };
    const serving = { ...testCertificate(authority, { ...common, ...wish }), clientCa: authority.cert };
    return (await serve(object, { authority, serving })).port;
  };

  test.each<[string, string, () => Promise<number>, Partial<DiscoverySettings>]>([
    ["a wrong token", "DISCOVERY_WRONG_TOKEN", () => server(), { token: new Secret("abcdef.ffffffffffffffff") }],
    [
      "a token the cluster does not know",
      "DISCOVERY_NO_SIGNATURE",
      () => server(),
      { token: new Secret("zzzzzz.0123456789abcdef") },
    ],
    ["a wrong pin", "DISCOVERY_WRONG_PIN", () => server(), { pins: [`sha256:${"0".repeat(64)}`] }],
    ["a malformed pin", "DISCOVERY_BAD_PIN", () => server(), { pins: ["sha256:xyz"] }],
    [
      "a certificate that is not valid yet",
      "DISCOVERY_CERT_NOT_YET_VALID",
      () => server(undefined, { notBefore: new Date(Date.now() + dayMs) }),
      {},
    ],
    [
      "a certificate that is no longer valid",
      "DISCOVERY_CERT_EXPIRED",
      () => server(undefined, { notBefore: new Date(Date.now() - 2 * dayMs), notAfter: new Date(Date.now() - dayMs) }),
      {},
    ],
    [
      "a certificate without that name",
      "DISCOVERY_NAME_MISMATCH",
      () => server(undefined, { ipAddresses: ["10.0.0.1"] }),
      {},
    ],
    ["no cluster-info", "DISCOVERY_NO_CLUSTER_INFO", () => server(null), {}],
    ["a kubeconfig that is none", "DISCOVERY_MALFORMED", () => server(clusterInfo("a: [")), {}],
    ["a kubeconfig without a cluster", "DISCOVERY_MALFORMED", () => server(clusterInfo("kind: Config")), {}],
    ["nothing listens", "DISCOVERY_REFUSED", async () => 1, {}],
  ])("%s", async (_, code, port, rest) => {
    const error: unknown = await discover(await port(), rest).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, next: expect.stringMatching(/\w/) });
    expect(JSON.stringify(error)).not.toContain("0123456789abcdef");
  });

  test("a wrong pin shows both, and names the man in the middle", async () => {
    const wrong = `sha256:${"0".repeat(64)}`;
    const error: unknown = await discover(await server(), { pins: [wrong] }).catch((caught: unknown) => caught);
    const why = error instanceof KubewrightError ? error.why : "";
    expect([why?.includes(wrong), why?.includes(pins[0] ?? "?"), why?.includes("between")]).toEqual([true, true, true]);
  });

  test("something that does not answer", async () => {
    const view = dialView(async () => duplexPair()[0]);
    await expect(discover(1, { view, timeoutMs: 300 })).rejects.toMatchObject({ code: "DISCOVERY_TIMEOUT" });
  });

  test("something that is no API server, at once", async () => {
    const plain = createServer((_, response) => response.end("hello"));
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    const began = performance.now();
    await expect(discover((plain.address() as AddressInfo).port, { timeoutMs: 60_000 })).rejects.toMatchObject({
      code: "DISCOVERY_NOT_API_SERVER",
    });
    const web = await serve(clusterInfo());
    web.disturb({ status: 200, body: "<html>", times: 9 });
    await expect(discover(web.port, { timeoutMs: 60_000 })).rejects.toMatchObject({ code: "DISCOVERY_NOT_API_SERVER" });
    expect(performance.now() - began).toBeLessThan(5_000);
    plain.close();
  });
});

describe("somebody in the middle", () => {
  const mallory = testAuthority("kubernetes");

  test("with a CA of its own and a replayed signature is found out by the signature", async () => {
    const forged = clusterInfoKubeconfig({ server: "https://6.6.6.6:6443", caCertificate: mallory.cert });
    const server = await serve(clusterInfo(forged, { "jws-kubeconfig-abcdef": jws(token, kubeconfig) }), {
      authority: mallory,
    });
    await expect(discover(server.port)).rejects.toMatchObject({ code: "DISCOVERY_WRONG_TOKEN" });
  });

  test("who replays the true cluster-info is found out by its certificate", async () => {
    const server = await serve(clusterInfo(), { authority: mallory });
    await expect(discover(server.port)).rejects.toMatchObject({ code: "DISCOVERY_UNTRUSTED" });
  });

  test("who knows the token is found out by the pin", async () => {
    const forged = clusterInfoKubeconfig({ server: "https://6.6.6.6:6443", caCertificate: mallory.cert });
    const server = await serve(clusterInfo(forged), { authority: mallory });
    await expect(discover(server.port)).rejects.toMatchObject({ code: "DISCOVERY_WRONG_PIN" });
  });

  test("who knows the token and adds a CA to the pinned one is found out by the second look", async () => {
    const forged = clusterInfoKubeconfig({
      server: "https://6.6.6.6:6443",
      caCertificate: authority.cert + mallory.cert,
    });
    const server = await serve(clusterInfo(forged), { authority: mallory });
    await expect(discover(server.port)).rejects.toMatchObject({ code: "DISCOVERY_UNTRUSTED" });
  });

  test("who swaps the first answer is found out by the second", async () => {
    const server = await serve(clusterInfo());
    const swapped = clusterInfoKubeconfig({ server: "https://6.6.6.6:6443", caCertificate: authority.cert });
    server.disturb({ status: 200, body: JSON.stringify(clusterInfo(swapped)) });
    await expect(discover(server.port)).rejects.toMatchObject({ code: "DISCOVERY_CHANGED" });
  });
});

describe("a cluster-info", () => {
  test("changed in any byte is never taken for the cluster's", () => {
    const good = clusterInfo();
    const text = JSON.stringify(good.data);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const garbled = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        fc.pre(garbled !== text);
        let data: unknown;
        try {
          data = JSON.parse(garbled);
        } catch {
          return;
        }
        try {
          expect(verifyClusterInfo({ ...good, data }, token, pins).kubeconfig).toBe(kubeconfig);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^DISCOVERY_/) });
        }
      }),
    );
  });

  test("of any shape is refused with a code", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (data, signature) => {
        const object = {
          ...clusterInfo(),
          data: fc.stringify(data).length % 2 === 0 ? data : { kubeconfig: "x", "jws-kubeconfig-abcdef": signature },
        };
        expect(() => verifyClusterInfo(object, token, pins)).toThrow(KubewrightError);
      }),
    );
  });
});
