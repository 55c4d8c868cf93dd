import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { KubeObject } from "../../src/engine/object-store.ts";
import { parseCsr } from "../../src/pki/csr.ts";
import { issueLeaf } from "../../src/pki/issue.ts";
import { reveal, type Secret } from "../../src/secret.ts";
import { isMap } from "./fake-api/field-set.ts";
import { type FakeUser, mayDo, userOf } from "./fake-api/identity.ts";
import { FakeObjects } from "./fake-api/objects.ts";
import { FakeRefusal } from "./fake-api/refusal.ts";
import { type Route, resourcesOf, routeOf } from "./fake-api/route.ts";
import { type TestAuthority, testAuthority, testCertificate } from "./test-certificates.ts";

/** What the server shows and whom it believes. PEM texts. */
export interface FakeServing {
  readonly cert: string;
  readonly key: string | Secret;
  readonly clientCa: string;
}

export interface FakeApiOptions {
  /** Made when left out: a CA "kubernetes". Its key signs approved certificate requests. */
  readonly authority?: TestAuthority;
  /** A certificate for 127.0.0.1 and localhost of the authority when left out. */
  readonly serving?: FakeServing;
  readonly now?: () => Date;
  /** Approves and signs certificate requests by itself; true when left out. */
  readonly signs?: boolean;
}

/** One request as it came. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly user: string;
  readonly body: string;
}

/** What the server does instead of answering, for the next requests that match. */
export interface Disturbance {
  /** Of "METHOD /path?query"; all requests when left out. */
  readonly match?: RegExp;
  /** How often; once when left out. */
  readonly times?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds before anything is said. */
  readonly delayMs?: number;
  /** Breaks the connection after so many bytes of the body. */
  readonly cutAfter?: number;
}

/** An API server in this process: real TLS, objects in memory. It listens only when told. */
export class FakeApiServer {
  readonly authority: TestAuthority;
  readonly objects: FakeObjects;
  readonly requests: SeenRequest[] = [];
  readonly #server: Server;
  readonly #streams = new Set<Duplex>();
  #disturbances: (Disturbance & { left: number })[] = [];
  /** Body of /livez and /readyz: "ok" is 200, anything else 500. */
  health = "ok";
  signs: boolean;
  #versions = 0;

  constructor(options: FakeApiOptions = {}) {
    this.authority = options.authority ?? testAuthority("kubernetes");
    this.objects = new FakeObjects(options.now ?? (() => new Date()));
    this.signs = options.signs ?? true;
    this.#server = createServer(
      { requestCert: true, rejectUnauthorized: false, keepAliveTimeout: 60_000 },
      (request, response) => {
        void this.#answer(request, response);
      },
    );
    this.#server.on("tlsClientError", () => undefined);
    this.useServing(options.serving ?? this.#ownServing());
  }

  /** Shows another certificate from the next connection on. */
  useServing({ cert, key, clientCa }: FakeServing): void {
    this.#server.setSecureContext({ cert, key: reveal(key), ca: clientCa });
  }

  /** Listens on a free port of 127.0.0.1. */
  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    return this.port;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? 0;
  }

  /** Serves one connection that came some other way: for MemoryHost.serve. */
  readonly accept = (stream: Duplex): void => {
    this.#streams.add(stream);
    stream.once("close", () => this.#streams.delete(stream));
    stream.on("error", () => undefined);
    this.#server.emit("connection", stream);
  };

  /** Closes the port and every connection. It can listen again. */
  async stop(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  disturb(disturbance: Disturbance): void {
    this.#disturbances.push({ ...disturbance, left: disturbance.times ?? 1 });
  }

  /** Forgets all disturbances. */
  calm(): void {
    this.#disturbances = [];
  }

  /** A client certificate of the server's authority. */
  clientPair(commonName: string, organizations: readonly string[] = []) {
    return testCertificate(this.authority, { commonName, organizations, usages: ["client"] });
  }

  #ownServing(): FakeServing {
    const wish = { commonName: "kube-apiserver", dnsNames: ["localhost", "kubernetes"], ipAddresses: ["127.0.0.1"] };
    const pair = testCertificate(this.authority, { ...wish, usages: ["server"] });
    return { ...pair, clientCa: this.authority.cert };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request).catch(() => "");
    const line = `${request.method} ${request.url}`;
    const disturbance = this.#disturbances.find((one) => one.left > 0 && (one.match?.test(line) ?? true));
    if (disturbance !== undefined) disturbance.left -= 1;
    if (disturbance?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, disturbance.delayMs));
    if (disturbance?.status !== undefined) {
      this.#see(request, body, "");
      return send(response, disturbance.status, disturbance.body ?? "", disturbance.headers, disturbance.cutAfter);
    }
    try {
      const user = userOf(request, this.objects);
      this.#see(request, body, user.name);
      const answer = this.#handle(request, response, user, body);
      if (answer !== null) send(response, answer.status, answer.body, {}, disturbance?.cutAfter);
    } catch (error) {
      if (!(error instanceof FakeRefusal)) throw error;
      send(response, error.status, error.body, {}, disturbance?.cutAfter);
    }
  }

  #see(request: IncomingMessage, body: string, user: string): void {
    this.requests.push({ method: request.method ?? "", path: request.url ?? "", user, body });
  }

  #handle(request: IncomingMessage, response: ServerResponse, user: FakeUser, body: string) {
    const url = new URL(request.url ?? "", "https://fake");
    const method = request.method ?? "GET";
    if (/^\/(livez|readyz|healthz)/.test(url.pathname))
      return { status: this.health === "ok" ? 200 : 500, body: this.health };
    if (url.pathname === "/version") return json(200, { major: "1", minor: "36", gitVersion: "v1.36.3" });
    const crds = this.objects.all("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    const resources = resourcesOf(url.pathname, crds);
    if (resources !== null) return json(200, resources);
    const route = /^\/apis?\//.test(url.pathname) ? routeOf(url.pathname, crds) : null;
    if (route === null) return { status: 404, body: "404 page not found\n" };
    if (!mayDo(user, method, route, this.objects)) {
      const message = `${route.kind} is forbidden: User "${user.name}" cannot ${method.toLowerCase()} it`;
      throw new FakeRefusal(403, "Forbidden", message);
    }
    if (method === "GET" && url.searchParams.get("watch") === "1") return this.#watch(response, route, url);
    if (method === "GET") return this.#read(route, url);
    return this.#write(method, route, url, request, body, user);
  }

  #read(route: Route, url: URL) {
    const { apiVersion, kind, namespace, name } = route;
    if (name !== undefined) {
      const ref = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
      const object = this.objects.get(ref);
      if (object === null) throw new FakeRefusal(404, "NotFound", ref);
      return json(200, object);
    }
    const items = this.objects.all(apiVersion, kind, namespace).filter((object) => selected(object, url));
    const from = Number(url.searchParams.get("continue") ?? 0);
    const limit = Number(url.searchParams.get("limit") ?? items.length);
    const more = from + limit < items.length ? { continue: String(from + limit) } : {};
    const page = items.slice(from, from + limit).map(({ apiVersion: _a, kind: _k, ...rest }) => rest);
    return json(200, {
      kind: `${kind}List`,
      apiVersion,
      metadata: { resourceVersion: this.objects.version, ...more },
      items: page,
    });
  }

  #watch(response: ServerResponse, route: Route, url: URL): null {
    response.writeHead(200, { "content-type": "application/json" });
    const tell = (type: string, object: KubeObject) => {
      const fits =
        object.kind === route.kind && (route.namespace === undefined || object.metadata.namespace === route.namespace);
      if (fits && selected(object, url)) response.write(`${JSON.stringify({ type, object })}\n`);
    };
    if (url.searchParams.get("resourceVersion") === null) {
      for (const object of this.objects.all(route.apiVersion, route.kind, route.namespace)) tell("ADDED", object);
    }
    const unlisten = this.objects.listen((event) => tell(event.type, event.object));
    response.flushHeaders();
    response.once("close", unlisten);
    return null;
  }

  #write(method: string, route: Route, url: URL, request: IncomingMessage, body: string, user: FakeUser) {
    const { apiVersion, kind, namespace, name } = route;
    const manager = url.searchParams.get("fieldManager") ?? request.headers["user-agent"] ?? "unknown";
    const write = {
      manager,
      dryRun: url.searchParams.get("dryRun") === "All",
      force: url.searchParams.get("force") === "true",
    };
    const ref = { apiVersion, kind, name: name ?? "", ...(namespace === undefined ? {} : { namespace }) };
    if (method === "DELETE") {
      this.objects.delete(ref, write.dryRun);
      return json(200, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" });
    }
    const sent = parse(body);
    const type = String(request.headers["content-type"]);
    if (method === "PATCH" && !type.includes("apply-patch")) {
      const live = this.objects.get(ref);
      if (live === null) throw new FakeRefusal(404, "NotFound", ref);
      return json(200, this.objects.replace(merge(live, sent) as KubeObject, write));
    }
    const object = complete(sent, ref);
    if (method === "POST") return json(201, this.#posted(this.objects.create(object, write), user, write.dryRun));
    const existed = this.objects.get(ref) !== null;
    const stored = method === "PUT" ? this.objects.replace(object, write) : this.objects.apply(object, write);
    return json(existed ? 200 : 201, this.#signed(stored));
  }

  #posted(object: KubeObject, user: FakeUser, dryRun: boolean): KubeObject {
    if (object.kind !== "CertificateSigningRequest" || dryRun) return object;
    const spec = isMap(object["spec"]) ? object["spec"] : {};
    const asked = this.objects.put({ ...object, spec: { ...spec, username: user.name, groups: user.groups } });
    if (!this.signs) return asked;
    const approved = { type: "Approved", status: "True", reason: "AutoApproved", message: "by the fake" };
    return this.#signed(this.objects.put({ ...asked, status: { conditions: [approved] } }));
  }

  /** An approved request gets its certificate at once. */
  #signed(object: KubeObject): KubeObject {
    const status = isMap(object["status"]) ? object["status"] : {};
    const conditions = Array.isArray(status["conditions"]) ? status["conditions"].filter(isMap) : [];
    const approved = conditions.some((condition) => condition["type"] === "Approved");
    if (object.kind !== "CertificateSigningRequest" || !approved || status["certificate"] !== undefined) return object;
    const spec = isMap(object["spec"]) ? object["spec"] : {};
    const asked = parseCsr(Buffer.from(String(spec["request"]), "base64").toString(), "the fake API server");
    const now = this.objects.now().getTime();
    this.#versions += 1;
    const certificate = issueLeaf({
      content: { subject: asked.subject, usages: ["client"], dnsNames: asked.dnsNames, ipAddresses: asked.ipAddresses },
      validity: { notBefore: new Date(now - 300_000), notAfter: new Date(now + 31_536_000_000) },
      serial: BigInt(10_000 + this.#versions),
      publicKey: asked.publicKey,
      authority: this.authority.authority,
    });
    return this.objects.put({
      ...object,
      status: { ...status, certificate: Buffer.from(certificate).toString("base64") },
    });
  }
}

/** A fake API server that listens on 127.0.0.1. */
export async function startFakeApiServer(options: FakeApiOptions = {}): Promise<FakeApiServer> {
  const server = new FakeApiServer(options);
  await server.listen();
  return server;
}

function json(status: number, value: unknown): { readonly status: number; readonly body: string } {
  return { status, body: JSON.stringify(value) };
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  cutAfter?: number,
): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": bytes.length, ...headers });
  if (cutAfter === undefined) return void response.end(bytes);
  response.write(bytes.subarray(0, cutAfter), () => response.socket?.destroy());
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    if (isMap(value)) return value;
  } catch {
    // answered below
  }
  throw new FakeRefusal(400, "BadRequest", "the body is no object");
}

function complete(
  sent: Record<string, unknown>,
  ref: { apiVersion: string; kind: string; namespace?: string; name: string },
): KubeObject {
  const metadata = isMap(sent["metadata"]) ? sent["metadata"] : {};
  const name = typeof metadata["name"] === "string" ? metadata["name"] : ref.name;
  const namespace = ref.namespace === undefined ? {} : { namespace: ref.namespace };
  if (name === "" || sent["kind"] !== ref.kind)
    throw new FakeRefusal(400, "BadRequest", "name or kind does not fit the path");
  return { ...sent, apiVersion: ref.apiVersion, kind: ref.kind, metadata: { ...metadata, ...namespace, name } };
}

/** RFC 7386. */
function merge(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merge(result[key], value);
  }
  return result;
}

function selected(object: KubeObject, url: URL): boolean {
  const labels = isMap(object.metadata["labels"]) ? object.metadata["labels"] : {};
  const byLabel = (url.searchParams.get("labelSelector") ?? "").split(",").filter((term) => term !== "");
  const byField = (url.searchParams.get("fieldSelector") ?? "").split(",").filter((term) => term !== "");
  const fields: Record<string, unknown> = { ...object, "metadata.name": object.metadata.name };
  const fits = (from: Record<string, unknown>) => (term: string) => {
    const [name = "", value] = term.split("=");
    return value === undefined ? name in from : from[name] === value;
  };
  return byLabel.every(fits(labels)) && byField.every(fits(fields));
}
