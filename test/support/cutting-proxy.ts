import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy on a loopback port that lets so many bytes pass, both ways counted together, and then cuts all connections. */
export interface CuttingProxy {
  readonly port: number;
  /** Bytes that have passed. */
  readonly passed: () => number;
  close(): void;
}

export async function startCuttingProxy(toPort: number, most = Number.POSITIVE_INFINITY): Promise<CuttingProxy> {
  let passed = 0;
  const sockets = new Set<Socket>();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((near) => {
    const far = connect(toPort, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on("data", (chunk: Buffer) => {
        const left = most - passed;
        passed += Math.min(chunk.length, Math.max(0, left));
        if (chunk.length < left) to.write(chunk);
        // The bytes before the cut arrive: a machine sees half a packet.
        else to.write(chunk.subarray(0, Math.max(0, left)), cut);
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a server that listens has a port");
  return {
    port: address.port,
    passed: () => passed,
    close: () => {
      server.close();
      cut();
    },
  };
}
