import { createServer, type Server } from "node:https";
import type { Duplex } from "node:stream";
import { reveal } from "../../src/secret.ts";
import type { TestPair } from "./test-certificates.ts";

/** What somebody in the middle says to a request for this path; null: nothing, ever. */
export type Reply = (path: string) => { readonly status: number; readonly body: string } | null;

/** Somebody who answers where an API server is expected, with a certificate of their own, and who writes down every word. */
export class Eavesdropper {
  /** Each request: its line, its headers and its body, as they came. */
  readonly heard: string[] = [];
  readonly #server: Server;

  constructor(serving: TestPair, reply: Reply) {
    const tls = { cert: serving.cert, key: reveal(serving.key), requestCert: true, rejectUnauthorized: false };
    this.#server = createServer(tls, (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("error", () => undefined);
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        this.heard.push(`${request.method} ${request.url}\n${request.rawHeaders.join("\n")}\n\n${body}`);
        const answer = reply(request.url ?? "");
        if (answer !== null) response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
      });
    });
    this.#server.on("tlsClientError", () => undefined);
  }

  /** Serves one connection. */
  readonly accept = (stream: Duplex): void => {
    stream.on("error", () => undefined);
    this.#server.emit("connection", stream);
  };
}
