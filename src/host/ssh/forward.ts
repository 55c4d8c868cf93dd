import type { Duplex } from "node:stream";
import type { ClientChannel } from "ssh2";
import { channelStream } from "./channel-stream.ts";
import type { Connection } from "./connection.ts";
import { hostError, wordsOf } from "./host-error.ts";

/** RFC 4254, section 5.1. */
const administrativelyProhibited = 1;

/** A channel's failure with a socket error's code, so that callers need not know that a machine is far away. */
export class ForwardError extends Error {
  readonly code: string;
  /** True when the sshd forbids forwarding as such. */
  readonly isForbidden: boolean;

  constructor(message: string, code: string, isForbidden: boolean) {
    super(message);
    this.name = "ForwardError";
    this.code = code;
    this.isForbidden = isForbidden;
  }
}

/** Characters of what a machine says of its refusal. */
const mostWords = 300;

type Opened = (error: Error | undefined, channel: ClientChannel) => void;

/** A stream from the machine at the other end of a connection to a TCP port. Rejects with ForwardError. */
export function openTcp(connection: Connection, host: string, port: number, timeoutMs: number): Promise<Duplex> {
  return open(connection, `${host}:${port}`, timeoutMs, (done) =>
    connection.client.forwardOut("127.0.0.1", 0, host, port, done),
  );
}

/** The same to a unix socket. */
export function openSocket(connection: Connection, path: string, timeoutMs: number): Promise<Duplex> {
  return open(connection, path, timeoutMs, (done) => connection.client.openssh_forwardOutStreamLocal(path, done));
}

/** A stream over a bastion. Errors HOST_FORWARDING_REFUSED, HOST_UNREACHABLE. */
export async function forwardTcp(bastion: Connection, host: string, port: number, timeoutMs: number): Promise<Duplex> {
  try {
    return await openTcp(bastion, host, port, timeoutMs);
  } catch (error) {
    if (error instanceof ForwardError && error.isForbidden) {
      throw hostError("HOST_FORWARDING_REFUSED", {
        what: `The bastion on the way forbids to go on to ${host} port ${port}.`,
        why: error.message,
        next: "Allow it in the bastion's /etc/ssh/sshd_config: AllowTcpForwarding yes, and PermitOpen any or this address; then: systemctl reload ssh",
        cause: error,
      });
    }
    throw hostError("HOST_UNREACHABLE", {
      what: `${host} port ${port} cannot be reached from the bastion on the way.`,
      why: wordsOf(error),
      next: "See that the machine is up, and that the bastion may reach it: ssh to the bastion, then ssh on.",
      cause: error,
    });
  }
}

function open(connection: Connection, target: string, timeoutMs: number, ask: (done: Opened) => void): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const giveUp = (message: string, code: string): void => {
      end();
      isLate = true;
      reject(new ForwardError(message, code, false));
    };
    const timer = setTimeout(
      () => giveUp(`no answer from ${target} within ${timeoutMs / 1000} s`, "ETIMEDOUT"),
      timeoutMs,
    );
    const stop = connection.onGone(() => giveUp("the connection to the machine is gone", "ECONNRESET"));
    const end = (): void => {
      clearTimeout(timer);
      stop();
    };
    try {
      ask((error, channel) => {
        end();
        if (isLate) channel?.close();
        else if (error) reject(translate(error, target));
        else resolve(channelStream(channel, connection));
      });
    } catch (error) {
      giveUp(wordsOf(error), "ECONNRESET");
    }
  });
}

function translate(error: Error & { readonly reason?: unknown }, target: string): ForwardError {
  const words = error.message.replace(/^\(SSH\) Channel open failure: /, "").slice(0, mostWords);
  const isForbidden = error.reason === administrativelyProhibited;
  const code = codes.find(([pattern]) => pattern.test(words))?.[1] ?? "ECONNREFUSED";
  return new ForwardError(`${target}: ${words}`, isForbidden ? "EACCES" : code, isForbidden);
}

const codes: readonly (readonly [RegExp, string])[] = [
  [/timed out/i, "ETIMEDOUT"],
  [/no route/i, "EHOSTUNREACH"],
  [/unreachable/i, "ENETUNREACH"],
  [/not known|resolution/i, "ENOTFOUND"],
  [/not connected|no response/i, "ECONNRESET"],
];
