import { createServer, type Server } from "node:net";
import type { Duplex } from "node:stream";
import type { StreamTarget } from "../../src/host/host.ts";

/** Servers of a test, on free ports of 127.0.0.1 and sockets in a directory. */
export class LoopbackServers {
  readonly #servers: Server[] = [];
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  readonly serve = (kind: "tcp" | "unix", onConnect: (stream: Duplex) => void): Promise<StreamTarget> =>
    new Promise((resolve) => {
      const server = createServer({ allowHalfOpen: true }, onConnect);
      this.#servers.push(server);
      const socket = `${this.#directory}/${this.#servers.length}.sock`;
      const listening = (): void => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? { port: address.port } : { socket });
      };
      if (kind === "tcp") server.listen(0, "127.0.0.1", listening);
      else server.listen(socket, listening);
    });

  close(): void {
    for (const server of this.#servers) server.close();
  }
}
