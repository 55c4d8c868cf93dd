import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { reveal, type Secret } from "../../src/secret.ts";
import { bodyOf } from "./fake-api/answer.ts";
import { FakeEtcdCluster, FakeEtcdRefusal } from "./fake-etcd-cluster.ts";
import { type TestAuthority, testAuthority, testCertificate } from "./test-certificates.ts";

/** gRPC codes with the HTTP status its gateway gives them. */
const httpStatus: Readonly<Record<number, number>> = { 3: 400, 5: 404, 9: 400, 14: 503 };

/** The gateway of one member, over TLS; it wants a client certificate of its authority. */
export class FakeEtcd {
  readonly authority: TestAuthority;
  readonly cluster: FakeEtcdCluster;
  readonly requests: string[] = [];
  healthy = true;
  readonly #server: Server;

  constructor(cluster: FakeEtcdCluster = new FakeEtcdCluster(), authority: TestAuthority = testAuthority("etcd-ca")) {
    this.cluster = cluster;
    this.authority = authority;
    const wish = { commonName: "etcd", dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"] };
    const { cert, key } = testCertificate(authority, wish);
    this.#server = createServer(
      { requestCert: true, rejectUnauthorized: true },
      (request, response) => void this.#answer(request, response),
    );
    this.#server.on("tlsClientError", () => undefined);
    this.useServing({ cert, key, clientCa: authority.cert });
  }

  useServing({
    cert,
    key,
    clientCa,
  }: {
    readonly cert: string;
    readonly key: string | Secret;
    readonly clientCa: string;
  }): void {
    this.#server.setSecureContext({ cert, key: reveal(key), ca: clientCa });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this.port;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? 0;
  }

  /** Serves one connection that came some other way: for MemoryHost.serve. */
  readonly accept = (stream: Duplex): void => {
    stream.on("error", () => undefined);
    this.#server.emit("connection", stream);
  };

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await bodyOf(request).catch(() => null);
    if (sent === null) return;
    const path = request.url ?? "";
    this.requests.push(path);
    const say = (status: number, body: object) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    if (path === "/health") return say(this.healthy ? 200 : 503, { health: String(this.healthy), reason: "" });
    const header = {
      cluster_id: this.cluster.clusterId,
      member_id: this.cluster.members[0]?.ID ?? "1",
      raft_term: "2",
    };
    try {
      if (path === "/v3/maintenance/status") {
        const leader = this.cluster.hasQuorum ? header.member_id : "0";
        return say(200, { header, version: "3.6.8", dbSize: "20480", leader, raftIndex: "9", raftAppliedIndex: "9" });
      }
      const body = JSON.parse(sent) as Record<string, unknown>;
      say(200, { header, ...this.cluster.call(path, body) });
    } catch (error) {
      if (!(error instanceof FakeEtcdRefusal)) throw error;
      say(httpStatus[error.code] ?? 500, { error: error.message, code: error.code, message: error.message });
    }
  }
}
