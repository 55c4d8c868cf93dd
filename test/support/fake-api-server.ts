import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { reveal, type Secret } from "../../src/secret.ts";
import { bodyOf, json, send } from "./fake-api/answer.ts";
import { type Disturbance, Disturbances } from "./fake-api/disturbances.ts";
import { type FakeUser, mayDo, userOf } from "./fake-api/identity.ts";
import { FakeObjects } from "./fake-api/objects.ts";
import { read, watch } from "./fake-api/reads.ts";
import { FakeRefusal } from "./fake-api/refusal.ts";
import { resourcesOf, routeOf } from "./fake-api/route.ts";
import { write } from "./fake-api/writes.ts";
import { type TestAuthority, testAuthority, testCertificate } from "./test-certificates.ts";

/** What the server shows and whom it believes. PEM texts. */
export interface FakeServing {
  readonly cert: string;
  readonly key: string | Secret;
  readonly clientCa: string;
}

export interface FakeApiOptions {
  /** Made when left out: a CA "kubernetes". */
  readonly authority?: TestAuthority;
  /** A certificate for 127.0.0.1 and localhost of the authority when left out. */
  readonly serving?: FakeServing;
  readonly now?: () => Date;
}

/** One request as it came. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly user: string;
  readonly body: string;
}

/** An API server in this process: real TLS, objects in memory. It listens only when told. */
export class FakeApiServer {
  readonly authority: TestAuthority;
  readonly objects: FakeObjects;
  readonly requests: SeenRequest[] = [];
  readonly #server: Server;
  readonly #streams = new Set<Duplex>();
  readonly #disturbances = new Disturbances();
  /** Body of /livez and /readyz: "ok" is 200, anything else 500. */
  health = "ok";

  constructor(options: FakeApiOptions = {}) {
    this.authority = options.authority ?? testAuthority("kubernetes");
    this.objects = new FakeObjects(options.now ?? (() => new Date()));
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
    // As Go does: what is trusted need not have signed itself.
    this.#server.setSecureContext({ cert, key: reveal(key), ca: clientCa, allowPartialTrustChain: true });
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
    this.#disturbances.add(disturbance);
  }

  /** Forgets all disturbances. */
  calm(): void {
    this.#disturbances.clear();
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
    const disturbance = this.#disturbances.next(line);
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
    if (method === "GET" && url.searchParams.get("watch") === "1") return watch(this.objects, response, route, url);
    if (method === "GET") return read(this.objects, route, url);
    return write(this.objects, { method, route, url, headers: request.headers, body });
  }
}

/** A fake API server that listens on 127.0.0.1. */
export async function startFakeApiServer(options: FakeApiOptions = {}): Promise<FakeApiServer> {
  const server = new FakeApiServer(options);
  await server.listen();
  return server;
}
