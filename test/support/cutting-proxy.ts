import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/**
 * A TCP proxy on a port of all loopback addresses, each of which leads to itself. It lets so many bytes pass, both ways counted together, and
 * then cuts all connections. With a victim only that address's bytes count, and only its connections are cut.
 */
export interface CuttingProxy {
  readonly port: number;
  /** Bytes that have passed. */
  readonly passed: () => number;
  close(): void;
}

export async function startCuttingProxy(
  toPort: number,
  most = Number.POSITIVE_INFINITY,
  victim?: string,
): Promise<CuttingProxy> {
  let passed = 0;
  const sockets = new Set<Socket>();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((near) => {
    const far = connect(toPort, near.localAddress ?? "127.0.0.1");
    if (victim !== undefined && near.localAddress !== victim) {
      for (const end of [near, far]) end.on("error", () => {});
      near.on("close", () => far.destroy());
      far.on("close", () => near.destroy());
      near.pipe(far).pipe(near);
      return;
    }
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
  server.listen(0, "0.0.0.0");
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
