import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Duplex } from "node:stream";
import { reveal } from "../../../src/secret.ts";
import { testAuthority, testCertificate } from "../test-certificates.ts";
import type { MemoryMachine } from "./memory-machine.ts";
import type { Process } from "./process.ts";

const authority = testAuthority("self-signed");
const pair = testCertificate(authority, { commonName: "localhost", ipAddresses: ["127.0.0.1"] });

/** Answers "ok" at a port of an address, over TLS with a certificate of its own where asked for. */
export function startHealth(
  machine: MemoryMachine,
  { host, port }: { readonly host: string; readonly port: number },
  process: string,
  tls: boolean,
): Process {
  const listener = (_: unknown, response: { end(text: string): void }) => response.end("ok");
  const server = tls ? createTlsServer({ cert: pair.cert, key: reveal(pair.key) }, listener) : createServer(listener);
  const streams = new Set<Duplex>();
  const accept = (stream: Duplex) => {
    streams.add(stream);
    stream.on("error", () => undefined);
    server.emit("connection", stream);
  };
  machine.listen(port, accept, process, [host]);
  return {
    stop: () => {
      machine.silence(port);
      for (const stream of streams) stream.destroy();
    },
  };
}
