import { connect, type Socket } from "node:net";
import type { StreamTarget } from "../host.ts";

/** Milliseconds until a connection that nobody answers or refuses is given up; the system itself would try for two minutes. */
const connectTimeoutMs = 10_000;

/** A byte stream from this machine. Rejects with the socket's own error, or with code ETIMEDOUT. */
export function dialLocal(target: StreamTarget): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket =
      "socket" in target
        ? connect({ path: target.socket })
        : connect({ port: target.port, host: target.host ?? "127.0.0.1", noDelay: true });
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error(`no answer within ${connectTimeoutMs} ms`), { code: "ETIMEDOUT" }));
    }, connectTimeoutMs);
    const failed = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    socket.once("error", failed);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", failed);
      resolve(socket);
    });
  });
}
