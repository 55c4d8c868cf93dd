import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { HostView, StreamTarget } from "../../src/host/host.ts";

/** A machine of which only `dial` is used: to this machine's own loopback unless the test says otherwise. */
export function dialView(dial: (target: StreamTarget) => Promise<Duplex> = dialLoopback): HostView {
  const unused = () => Promise.reject(new Error("this test's machine can only dial"));
  return { name: "dialler", read: unused, list: unused, modified: unused, probe: unused, dial };
}

/** A connection of this machine, whatever host the target names. */
export function dialLoopback(target: StreamTarget): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = "port" in target ? connect(target.port, "127.0.0.1") : connect(target.socket);
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
  });
}
