import { connect, type Socket } from "node:net";
import { gatherWrites } from "./gather-writes.ts";
import { hostError } from "./host-error.ts";

/** A connection to a machine's sshd. Error HOST_UNREACHABLE. */
export function connectTcp(host: string, port: number, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // Without noDelay each command waits 40 ms for a delayed acknowledgement.
    const socket = connect({ host, port, noDelay: true, keepAlive: true });
    const fail = (error: Error & { readonly code?: string }): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(unreachable(host, port, error));
    };
    const timer = setTimeout(
      () => fail(Object.assign(new Error(`no answer within ${timeoutMs / 1000} s`), { code: "ETIMEDOUT" })),
      timeoutMs,
    );
    socket.once("error", fail);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", fail);
      // Between here and the login nobody else listens, and an error that nobody hears ends the process.
      socket.on("error", () => {});
      gatherWrites(socket);
      resolve(socket);
    });
  });
}

const advice: Readonly<Record<string, string>> = {
  ECONNREFUSED: "See that sshd runs there and listens on this port; another port goes into the host's ssh.port.",
  ENOTFOUND: "Check the name, or give the address.",
  EAI_AGAIN: "The name servers do not answer: give the address, or repair /etc/resolv.conf.",
};

/** HOST_UNREACHABLE with the system's reason. */
export function unreachable(host: string, port: number, cause: Error & { readonly code?: string }): Error {
  return hostError("HOST_UNREACHABLE", {
    what: `${host} port ${port} cannot be reached.`,
    why: cause.message,
    next: advice[cause.code ?? ""] ?? "See that the machine is up and that no firewall stands between (ping, ssh -v).",
    cause,
  });
}
