import { createServer } from "node:https";
import type { Duplex } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { discoveryFile } from "../../src/join/discovery-file.ts";
import { discoveryFileAccess } from "../../src/join/discovery-file-access.ts";
import { clusterInfoKubeconfig } from "../../src/manifests/cluster-info.ts";
import { kubeconfig } from "../../src/manifests/kubeconfig.ts";
import { Secret } from "../../src/secret.ts";
import { printYaml } from "../../src/yaml.ts";
import { MemoryHost } from "../support/memory-host.ts";
import { testAuthority, testCertificate } from "../support/test-certificates.ts";

const authority = testAuthority("kubernetes");
const client = testCertificate(authority, {
  commonName: "system:bootstrap:x",
  organizations: ["system:bootstrappers"],
});
const token = "abcdef.0123456789abcdef";
const place = "/root/join/discovery.conf";
const server = "https://10.0.0.1:6443";
const base = { clusterName: "c", server, caCertificate: authority.cert, user: "u" };
const naming = clusterInfoKubeconfig({ server, caCertificate: authority.cert });

function access(text: Secret | string, rest: { place?: string; tlsBootstrapToken?: string; host?: MemoryHost } = {}) {
  const { host = new MemoryHost(), ...over } = rest;
  const sealed = typeof text === "string" ? new Secret(text) : text;
  return discoveryFileAccess(host, { text: sealed, place, tlsBootstrapToken: "", ...over });
}

/** A kubeconfig with whatever a test wants in its cluster and user. */
function file(cluster: object, user: object, more: object = {}): string {
  return printYaml({
    clusters: [{ name: "c", cluster: { server, ...cluster } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
    users: [{ name: "u", user }],
    ...more,
  });
}

const embeddedCa = { "certificate-authority-data": Buffer.from(authority.cert).toString("base64") };

describe("a discovery file leads to the cluster", () => {
  test("by the credentials that it embeds", async () => {
    const credentials = { certificate: client.cert, key: client.key };
    const found = await access(kubeconfig({ ...base, credentials }));
    expect(found).toMatchObject({ server, ca: authority.cert, clientCertificate: client.cert });
    expect(found.clientKey?.reveal()).toBe(client.key.reveal());
    expect((await access(kubeconfig({ ...base, credentials: { token: new Secret("t") } }))).token?.reveal()).toBe("t");
  });

  test("by the token beside it, which goes before the credentials in it", async () => {
    const credentials = { certificate: client.cert, key: client.key };
    const found = await access(kubeconfig({ ...base, credentials }), { tlsBootstrapToken: token });
    expect(found.token?.reveal()).toBe(token);
    expect(Object.keys(found).sort()).toEqual(["ca", "server", "token"]);
  });

  test("as a copy of cluster-info's kubeconfig, which has no context, with a token beside it", async () => {
    expect(await access(naming, { tlsBootstrapToken: token })).toMatchObject({ server, ca: authority.cert });
  });

  test("with the cluster without a name going before the current context's", async () => {
    const text = file(
      embeddedCa,
      { token: "t" },
      {
        clusters: [
          { name: "c", cluster: { server: "https://6.6.6.6:1", ...embeddedCa } },
          { name: "", cluster: { server, ...embeddedCa } },
        ],
      },
    );
    const found = await access(text);
    expect([found.server, found.token?.reveal()]).toEqual([server, "t"]);
  });

  test("by files that it names, those with a relative path beside it, through links too", async () => {
    const host = new MemoryHost()
      .put("/etc/kubernetes/pki/ca.crt", authority.cert)
      .put("/root/join/client.crt", client.cert)
      .put("/root/join/keys/client.key", client.key.reveal());
    const refs = { "client-certificate": "client.crt", "client-key": "./keys/client.key" };
    const found = await access(file({ "certificate-authority": "/etc/kubernetes/pki/ca.crt" }, refs), { host });
    expect(found).toMatchObject({ ca: authority.cert, clientCertificate: client.cert });
    expect(found.clientKey?.reveal()).toBe(client.key.reveal());
    host.put("/run/token", `${token}\n`);
    expect((await access(file(embeddedCa, { tokenFile: "/run/token" }), { host })).token?.reveal()).toBe(token);
  });
});

describe("a discovery file is refused", () => {
  test.each<[string, string, string, object]>([
    ["that is no YAML", "DISCOVERY_FILE_INVALID", "a: [", {}],
    ["that is empty", "DISCOVERY_FILE_INVALID", "", {}],
    ["whose context leads nowhere", "DISCOVERY_FILE_INVALID", file({}, {}, { "current-context": "y" }), {}],
    ["whose cluster has no server", "DISCOVERY_FILE_INVALID", file({ server: "" }, {}), {}],
    ["without an authority", "DISCOVERY_FILE_INVALID", file({}, { token: "t" }), {}],
    [
      "that wants no check of the server",
      "DISCOVERY_FILE_INVALID",
      file({ "insecure-skip-tls-verify": true }, { token: "t" }),
      {},
    ],
    [
      "whose server is not https",
      "KUBECONFIG_SERVER",
      file({ server: "http://10.0.0.1:6443", ...embeddedCa }, { token: "t" }),
      {},
    ],
    ["without credentials", "DISCOVERY_NO_CREDENTIALS", file(embeddedCa, {}), {}],
    [
      "with a certificate and no key",
      "DISCOVERY_NO_CREDENTIALS",
      file(embeddedCa, { "client-certificate-data": "QQ==" }),
      {},
    ],
    ["that copies cluster-info, with no token beside it", "DISCOVERY_NO_CREDENTIALS", naming, {}],
    [
      "with credentials that a kubelet cannot keep",
      "DISCOVERY_NO_CREDENTIALS",
      file(embeddedCa, { exec: { command: "id" } }),
      {},
    ],
    [
      "naming files that are not there",
      "DISCOVERY_FILE_LACKS",
      file({ "certificate-authority": "/no/ca.crt" }, { tokenFile: "none" }),
      {},
    ],
    [
      "from the net that wants a file of this host sent",
      "DISCOVERY_FILE_REFERS",
      file(embeddedCa, { tokenFile: "/etc/shadow" }),
      { place: "https://example.com/d.conf" },
    ],
  ])("%s", async (_, code, text, rest) => {
    await expect(access(text, rest)).rejects.toMatchObject({
      code,
      next: expect.stringMatching(/\w/),
      exitCode: code === "KUBECONFIG_SERVER" ? 5 : 2,
    });
  });

  test("naming every file that is not there at once", async () => {
    const text = file({ "certificate-authority": "/no/ca.crt" }, { tokenFile: "none" });
    await expect(access(text)).rejects.toMatchObject({
      what: expect.stringMatching(/\/no\/ca\.crt, \/root\/join\/none/),
    });
  });

  test("with a word on credentials it cannot use", async () => {
    const text = file(embeddedCa, { exec: { command: "id" }, username: "u", password: "very secret" });
    const error: unknown = await access(text).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ why: expect.stringContaining("exec and username") });
    expect(JSON.stringify(error)).not.toContain("very secret");
  });
});

describe("a discovery file is read", () => {
  const web = testAuthority("web");
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });
  const patience = { timeoutMs: 1_000, signal: new AbortController().signal };

  /** A host that trusts `web`, and example.com, which answers so. */
  function net(
    answer: { status?: number; body?: string; headers?: Record<string, string>; silent?: boolean },
    signer = web,
  ) {
    const pair = testCertificate(signer, { commonName: "example.com", dnsNames: ["example.com"] });
    const seen: string[] = [];
    const site = createServer({ cert: pair.cert, key: pair.key.reveal() }, (request, response) => {
      seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
      if (answer.silent !== true)
        response.writeHead(answer.status ?? 200, answer.headers ?? {}).end(answer.body ?? naming);
    });
    site.on("tlsClientError", () => undefined);
    closing.push(() => site.closeAllConnections());
    const accept = (stream: Duplex) => {
      stream.on("error", () => undefined);
      site.emit("connection", stream);
    };
    const host = new MemoryHost()
      .put("/etc/ssl/certs/ca-certificates.crt", web.cert)
      .serve({ host: "example.com", port: 443 }, accept)
      .serve({ host: "example.com", port: 8443 }, accept);
    return { host, seen };
  }

  test("from the host", async () => {
    const host = new MemoryHost().put(place, naming);
    expect((await discoveryFile(host, place, patience)).reveal()).toBe(naming);
  });

  test("from an https address whose server the host's own authorities vouch for", async () => {
    const { host, seen } = net({});
    expect((await discoveryFile(host, "https://example.com/d.conf?x=1", patience)).reveal()).toBe(naming);
    expect((await discoveryFile(host, "HTTPS://example.com:8443/", patience)).reveal()).toBe(naming);
    expect(seen.map((line) => line.split(" {")[0])).toEqual(["GET /d.conf?x=1", "GET /"]);
  });

  test.each<[string, string, () => MemoryHost, string]>([
    ["a path where nothing is", "DISCOVERY_FILE_UNREADABLE", () => new MemoryHost(), place],
    ["a directory", "FILE_UNEXPECTED", () => new MemoryHost().put(`${place}/x`, ""), place],
    ["an answer other than 200", "DISCOVERY_URL_FAILED", () => net({ status: 404 }).host, "https://example.com/"],
    [
      "another address to go to",
      "DISCOVERY_URL_FAILED",
      () => net({ status: 302, headers: { location: "https://evil.example/" } }).host,
      "https://example.com/",
    ],
    [
      "an authority that the host does not know",
      "DISCOVERY_URL_FAILED",
      () => net({}, authority).host,
      "https://example.com/",
    ],
    [
      "more than a megabyte",
      "DISCOVERY_URL_FAILED",
      () => net({ body: "#".repeat(1024 * 1024 + 1) }).host,
      "https://example.com/",
    ],
    ["no answer", "DISCOVERY_URL_FAILED", () => net({ silent: true }).host, "https://example.com/"],
    [
      "nobody listening",
      "DISCOVERY_URL_FAILED",
      () => net({}).host.unserve({ host: "example.com", port: 443 }),
      "https://example.com/",
    ],
    ["a host without authorities", "DISCOVERY_URL_FAILED", () => new MemoryHost(), "https://example.com/"],
  ])("not with %s", async (_, code, host, from) => {
    await expect(discoveryFile(host(), from, patience)).rejects.toMatchObject({
      code,
      next: expect.stringMatching(/\w/),
    });
  });
});
