import { EventEmitter, once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { Client } from "ssh2";
import { describe, expect, test, vi } from "vitest";
import { Connection } from "../../../src/host/ssh/connection.ts";
import { connectTcp } from "../../../src/host/ssh/tcp.ts";

/** A client that is nothing but its events. */
function bare() {
  const client = new EventEmitter();
  return { client, connection: new Connection(client as unknown as Client) };
}

describe("a connection", () => {
  test("tells those who listen once why it is gone", async () => {
    const { client, connection } = bare();
    const listener = vi.fn();
    connection.onGone(listener);
    client.emit("error", new Error("cut"));
    client.emit("close");
    expect((await connection.gone)?.message).toBe("cut");
    expect(listener).toHaveBeenCalledExactlyOnceWith(new Error("cut"));
  });

  test("tells those who come late as well, and nobody who has stopped listening", async () => {
    const { client, connection } = bare();
    const [late, stopped] = [vi.fn(), vi.fn()];
    connection.onGone(stopped)();
    client.emit("close");
    await connection.gone;
    connection.onGone(late);
    await new Promise((resolve) => setImmediate(resolve));
    expect([late.mock.calls.length, stopped.mock.calls.length]).toEqual([1, 0]);
  });

  test("sends what is written in one turn as one", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { readonly port: number };
    const [[peer], socket] = await Promise.all([
      once(server, "connection") as Promise<[Socket]>,
      connectTcp("127.0.0.1", port, 5_000),
    ]);
    for (const piece of ["len", "body", "tag"]) socket.write(piece);
    const written = new Promise((resolve) => socket.write(" then", resolve));
    expect([socket.writableCorked, socket.bytesWritten]).toEqual([1, "lenbodytag then".length]);
    const [heard] = await once(peer, "data");
    await written;
    expect([String(heard), socket.writableCorked]).toEqual(["lenbodytag then", 0]);
    socket.end("last");
    expect(String((await once(peer, "data"))[0])).toBe("last");
    peer.destroy();
    server.close();
  });
});
