import type { Duplex } from "node:stream";
import type { StreamTarget } from "../host.ts";
import { dialLocal } from "../local/dial.ts";
import { quoteWord } from "../shell.ts";
import { channelStream } from "./channel-stream.ts";
import { ForwardError, openSocket, openTcp } from "./forward.ts";
import { hostError, wordsOf } from "./host-error.ts";
import { openScript } from "./open-script.ts";
import type { Shell } from "./script-call.ts";

/** Milliseconds until a connection that nobody answers or refuses is given up, as on this machine. */
const connectMs = 10_000;

/** Opens streams from one machine. */
export class Dialler {
  readonly #shell: Shell;
  readonly #directAddress: string | undefined;
  /** True once the machine's sshd has said that it forwards nothing. */
  #isForbidden = false;
  /** True once socat has reached as root a socket that sshd did not. */
  #needsSocat = false;

  constructor(shell: Shell, directAddress: string | undefined) {
    this.#shell = shell;
    this.#directAddress = directAddress;
  }

  /** Rejects with the socket's own code (ECONNREFUSED, ETIMEDOUT, ENOENT), or with HOST_FORWARDING_REFUSED, HOST_SOCKET_UNREACHABLE. */
  dial(target: StreamTarget): Promise<Duplex> {
    return "socket" in target ? this.#toSocket(target.socket) : this.#toPort(target.host ?? "127.0.0.1", target.port);
  }

  async #toPort(host: string, port: number): Promise<Duplex> {
    if (!this.#isForbidden) {
      try {
        return await openTcp(this.#shell.connection, host, port, connectMs);
      } catch (error) {
        if (!(error instanceof ForwardError && error.isForbidden)) throw error;
        this.#isForbidden = true;
      }
    }
    const isOwnPort = host === "127.0.0.1" || host === "::1" || host === "localhost";
    if (!isOwnPort) return dialLocal({ host, port });
    const stream = await this.#bySocat(`TCP:${host.includes(":") ? `[${host}]` : host}:${port}`);
    return stream ?? this.#directly(port);
  }

  /** What listens for the machine's own programs alone refuses from here just like what does not listen yet: both are told as what can be mended. */
  async #directly(port: number): Promise<Duplex> {
    if (this.#directAddress === undefined) throw forwardingRefused(port);
    try {
      return await dialLocal({ host: this.#directAddress, port });
    } catch (error) {
      throw forwardingRefused(port, error);
    }
  }

  /**
   * A socket that only root may open is reached by socat, where sudo makes us root and sshd does not. sshd has one answer for
   * a socket that it forbids and for one that nobody serves: socat knows which it is, and who served once by it is asked so again.
   */
  async #toSocket(path: string): Promise<Duplex> {
    const isRoot = this.#shell.privilege.kind === "none";
    let refusal: unknown = new Error("sshd there forbids forwarding (AllowStreamLocalForwarding)");
    if (!this.#isForbidden && !this.#needsSocat) {
      try {
        return await openSocket(this.#shell.connection, path, connectMs);
      } catch (error) {
        if (isRoot && !(error instanceof ForwardError && isUnclear(error))) throw error;
        refusal = error;
      }
    }
    const stream = await this.#bySocat(`UNIX-CONNECT:${path.replaceAll(/[\\,:"'!(){}[\]]/g, "\\$&")}`);
    const isAsNobodyServes = isRoot && refusal instanceof ForwardError && !refusal.isForbidden;
    if (stream === null) throw isAsNobodyServes ? refusal : socketUnreachable(path, refusal);
    this.#needsSocat = isRoot;
    return stream;
  }

  /** A stream that socat on the machine opens; null where there is no socat. */
  async #bySocat(address: string): Promise<Duplex | null> {
    const script = `command -v socat >/dev/null||exit 69\nexec socat -d -d -t 86400 - ${quoteWord(address)}\n`;
    const ready = { on: "stderr", text: "starting data transfer loop" } as const;
    const answer = await openScript(this.#shell, script, "", ready);
    if ("channel" in answer) return channelStream(answer.channel, this.#shell.connection, answer.rest);
    if (answer.code === socatMissing) return null;
    const said = answer.stderr.split("\n").find((line) => / E /.test(line)) ?? answer.stderr.trim();
    throw new ForwardError(`${address}: ${said}`, /No such file/.test(said) ? "ENOENT" : "ECONNREFUSED", false);
  }
}

function isUnclear({ isForbidden, code }: ForwardError): boolean {
  return isForbidden || code === "ECONNREFUSED";
}

/** EX_UNAVAILABLE of sysexits.h. */
const socatMissing = 69;

function forwardingRefused(port: number, cause?: unknown): Error {
  const refusal = cause === undefined ? "" : ` From here: ${wordsOf(cause)}.`;
  return hostError("HOST_FORWARDING_REFUSED", {
    what: `The sshd there forbids forwarding, and there is no command socat, so its port ${port} cannot be reached.`,
    why: `AllowTcpForwarding is no, or PermitOpen does not name 127.0.0.1.${refusal}`,
    next: "Set AllowTcpForwarding local in its /etc/ssh/sshd_config, then: systemctl reload ssh. Or install socat there.",
    cause,
  });
}

function socketUnreachable(path: string, cause: unknown): Error {
  return hostError("HOST_SOCKET_UNREACHABLE", {
    what: `The socket ${path} cannot be reached over SSH.`,
    why: `${wordsOf(cause)}; and there is no command socat, which could reach it as root.`,
    next: "Log in as root, or install socat there.",
    cause,
  });
}
