import { Agent, type ClientRequestArgs } from "node:http";
import { isIP, Socket } from "node:net";
import { type Duplex, PassThrough } from "node:stream";
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import type { HostView, StreamTarget } from "../host/host.ts";
import type { Secret } from "../secret.ts";
import { dialUntil } from "./dial-until.ts";
import { TransportFailure, transportFailure } from "./transport-failure.ts";

/** How the peer is checked and how we show ourselves to it. PEM texts. */
export interface TlsSettings {
  /** Only these authorities are trusted, each by itself, whoever has signed it; without them no certificate verifies. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: Secret | undefined;
  /** False takes any certificate: only for a first look that is checked otherwise, and for loopback health ports. */
  readonly verify: boolean;
}

export interface PoolSettings {
  readonly view: HostView;
  readonly target: StreamTarget;
  /** The name or address that the peer's certificate must hold. */
  readonly host: string;
  readonly tls: TlsSettings | null;
  readonly maxConnections: number;
  /** Milliseconds until a connection, TLS included, is given up. */
  readonly connectTimeoutMs: number;
}

type Created = (error: Error | null, stream: Duplex) => void;

/** Given where Node's types ask for a stream beside an error; nobody reads it. */
const noStream = new PassThrough();

/** Keeps a few open connections to one peer, reached from a machine. `destroy` closes them all, also those still being opened. */
export class ConnectionPool extends Agent {
  readonly #settings: PoolSettings;
  readonly #opening = new Set<AbortController>();
  #context: SecureContext | undefined;

  constructor(settings: PoolSettings) {
    super({ keepAlive: true, maxSockets: settings.maxConnections, maxFreeSockets: settings.maxConnections });
    this.#settings = settings;
  }

  override createConnection(_options: ClientRequestArgs, created?: Created): undefined {
    this.#open().then(
      (stream) => created?.(null, stream),
      (error: unknown) => created?.(transportFailure(error), noStream),
    );
    return undefined;
  }

  override destroy(): void {
    for (const opening of this.#opening) opening.abort();
    super.destroy();
  }

  async #open(): Promise<Duplex> {
    const { view, target, tls, connectTimeoutMs } = this.#settings;
    const opening = new AbortController();
    const timeout = setTimeout(() => opening.abort(), connectTimeoutMs);
    this.#opening.add(opening);
    try {
      const raw = await dialUntil(view, target, opening.signal);
      if (tls !== null) return await this.#encrypt(raw, tls, opening.signal);
      raw.once("end", () => setImmediate(() => raw.destroy()));
      return likeSocket(raw);
    } finally {
      clearTimeout(timeout);
      this.#opening.delete(opening);
    }
  }

  #encrypt(raw: Duplex, settings: TlsSettings, signal: AbortSignal): Promise<TLSSocket> {
    return new Promise((resolve, reject) => {
      const socket = this.#startTls(raw, settings);
      const giveUp = () => socket.destroy(new TransportFailure("timeout", "no TLS answer in time"));
      const end = () => signal.removeEventListener("abort", giveUp);
      signal.addEventListener("abort", giveUp);
      raw.on("error", (error) => socket.destroy(error));
      socket.once("error", (error) => {
        end();
        raw.destroy();
        reject(error);
      });
      socket.once("close", () => reject(new TransportFailure("reset", "the connection was closed during TLS")));
      socket.once("secureConnect", () => {
        end();
        resolve(socket);
      });
    });
  }

  #startTls(raw: Duplex, settings: TlsSettings): TLSSocket {
    const { host } = this.#settings;
    this.#context ??= createSecureContext({
      ca: settings.ca ?? [],
      // As in Go, and so in kubectl and the kubelet: a cluster's CA that another one has signed is trusted without that other one.
      allowPartialTrustChain: true,
      ...(settings.cert === undefined ? {} : { cert: settings.cert }),
      ...(settings.key === undefined ? {} : { key: settings.key.reveal() }),
      minVersion: "TLSv1.2",
    });
    return connectTls({
      socket: raw,
      host,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      secureContext: this.#context,
      rejectUnauthorized: settings.verify,
      ALPNProtocols: ["http/1.1"],
    });
  }
}

/** Node's pool calls these methods on whatever stream it keeps; a channel of an SSH connection has none of them. */
function likeSocket(stream: Duplex): Duplex {
  const nothing = () => stream;
  if (stream instanceof Socket) return stream;
  return Object.assign(stream, { setKeepAlive: nothing, setTimeout: nothing, ref: nothing, unref: nothing });
}
