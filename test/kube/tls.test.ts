import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { kubeClient } from "../../src/kube/client.ts";
import { dialView } from "../support/dial-view.ts";
import { type FakeApiOptions, FakeApiServer } from "../support/fake-api-server.ts";
import { intermediateAuthority } from "../support/intermediate-authority.ts";
import { testAuthority, testCertificate } from "../support/test-certificates.ts";

const authority = testAuthority("kubernetes");
const dayMs = 86_400_000;
const at = (days: number) => new Date(Date.now() + days * dayMs);

/** The error of one request to a server with this certificate. */
async function errorOf(
  wish: Parameters<typeof testCertificate>[1],
  options: FakeApiOptions = {},
  ca = authority.cert,
): Promise<unknown> {
  const pair = testCertificate(options.authority ?? authority, wish);
  const server = new FakeApiServer({ authority, serving: { ...pair, clientCa: authority.cert } });
  await server.listen();
  const client = kubeClient({
    view: dialView(),
    server: { host: "127.0.0.1", port: server.port },
    ca,
    deadlineMs: 2_000,
  });
  const error = await client.get({ apiVersion: "v1", kind: "Node", name: "n" }).catch((caught: unknown) => caught);
  client.close();
  await server.stop();
  return error;
}

const wish = { commonName: "kube-apiserver", ipAddresses: ["127.0.0.1"] };

describe("the server's certificate", () => {
  test.each([
    ["of another authority", wish, { authority: testAuthority("kubernetes") }, /not signed by this cluster's CA/],
    ["that is not valid yet", { ...wish, notBefore: at(1) }, {}, /not valid yet/],
    ["that is no longer valid", { ...wish, notBefore: at(-9), notAfter: at(-1) }, {}, /no longer valid/],
    ["for another address", { ...wish, ipAddresses: ["10.0.0.1"] }, {}, /not made for that address/],
    [
      "with the address as a name only",
      { ...wish, ipAddresses: [], dnsNames: ["kubernetes"] },
      {},
      /not made for that address/,
    ],
  ])("%s is refused", async (_, certificate, options, what) => {
    expect(await errorOf(certificate, options)).toMatchObject({ code: "KUBE_TLS", what: expect.stringMatching(what) });
  });

  test("is taken when the cluster's CA has signed it for the address", async () => {
    expect(await errorOf(wish)).toMatchObject({ code: "KUBE_FORBIDDEN" });
  });

  test("is taken when the cluster's CA is an intermediate one, whose own issuer nobody knows here", async () => {
    const authority = intermediateAuthority("kubernetes");
    expect(await errorOf(wish, { authority }, authority.cert)).toMatchObject({ code: "KUBE_FORBIDDEN" });
  });

  test("is not taken on the word of the machine's own authorities", async () => {
    expect(await errorOf(wish, {}, "")).toMatchObject({ code: "KUBE_TLS" });
  });
});

test("a server that speaks no TLS is no API server", async () => {
  const plain = createServer((_, response) => response.end("hello"));
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
  const { port } = plain.address() as AddressInfo;
  const client = kubeClient({
    view: dialView(),
    server: { host: "127.0.0.1", port },
    ca: authority.cert,
    deadlineMs: 2_000,
  });
  await expect(client.get({ apiVersion: "v1", kind: "Node", name: "n" })).rejects.toMatchObject({
    code: "KUBE_GARBLED",
  });
  client.close();
  plain.close();
});
