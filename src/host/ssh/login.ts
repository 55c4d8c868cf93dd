import type { Duplex } from "node:stream";
import ssh2, { type ConnectConfig } from "ssh2";
import type { Answers } from "./answers.ts";
import { authentication } from "./authentication.ts";
import { Connection } from "./connection.ts";
import type { Hop } from "./hop.ts";
import type { HostKeyCheck } from "./host-key-check.ts";
import type { KeyRing } from "./key-ring.ts";
import { hungUpError, type LoginStage, loginError, silentError } from "./login-errors.ts";

/** Milliseconds for the machine to let us in once it has shown its key, people's thinking not counted. */
const entryMs = 30_000;

/** Modern algorithms only. chacha20 is left out: with a server that lacks strict key exchange it is open to prefix truncation (CVE-2023-48795). */
const algorithms = {
  kex: [
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group-exchange-sha256",
  ],
  cipher: ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr"],
  hmac: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"],
} satisfies ConnectConfig["algorithms"];

/** What a login needs to know. */
export interface LoginParts {
  readonly hop: Hop;
  readonly socket: Duplex;
  readonly hostKey: HostKeyCheck;
  readonly ring: KeyRing;
  readonly answers: Answers;
}

/** Logs in over a stream. Errors HOST_UNREACHABLE, HOST_KEY_*, HOST_AUTHENTICATION_FAILED, HOST_SSH_UNSUPPORTED; and what whoever is asked answers with instead of an answer: INTERRUPTED. */
export function login({ hop, socket, hostKey, ring, answers }: LoginParts): Promise<Connection> {
  const client = new ssh2.Client();
  const clock = new LoginClock(hop.connectTimeoutMs, answers);
  return new Promise((resolve, reject) => {
    const over = (error: Error): void => {
      clock.stop();
      client.on("error", () => {});
      client.destroy();
      socket.destroy();
      reject(error);
    };
    const entry = authentication(hop, ring, answers, (reason) => over(asError(reason)));
    const failed = (error: Error & { readonly level?: string }): void => {
      // A key that could not sign is no end: the next one is tried.
      if (error.level !== "agent") over(loginError(hop, error, entry, ring));
    };
    const closed = (): void => over(hungUpError(hop, clock.stage));
    clock.start(() => over(silentError(hop, clock.stage)));
    client.on("error", failed);
    client.once("close", closed);
    client.once("handshake", () => clock.enter());
    client.once("ready", () => {
      clock.stop();
      client.off("error", failed);
      client.off("close", closed);
      resolve(new Connection(client));
    });
    if (socket.destroyed) {
      closed();
      return;
    }
    try {
      client.connect({
        ...settings(hop, hostKey, over),
        sock: socket,
        authHandler: entry.handler,
        debug: entry.hear,
      });
    } catch (error) {
      over(asError(error));
    }
  });
}

function settings(hop: Hop, hostKey: HostKeyCheck, refuse: (error: Error) => void): ConnectConfig {
  return {
    username: hop.user,
    algorithms: { ...algorithms, serverHostKey: hostKey.algorithms },
    hostVerifier: (key: Buffer, verified: (isTrusted: boolean) => void) => {
      hostKey.check(key).then(
        () => verified(true),
        (error: unknown) => refuse(asError(error)),
      );
    },
    keepaliveInterval: hop.aliveIntervalMs,
    keepaliveCountMax: hop.aliveCount,
    // ssh2's own clock would run while a person is asked for a passphrase.
    readyTimeout: 0,
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** The patience with one login: short until the machine has shown its key, longer until it lets us in, and none spent while a person thinks. */
class LoginClock {
  readonly #greetingMs: number;
  readonly #answers: Answers;
  #ring: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #stage: LoginStage = "greeting";

  constructor(greetingMs: number, answers: Answers) {
    this.#greetingMs = greetingMs;
    this.#answers = answers;
  }

  get stage(): LoginStage {
    return this.#stage;
  }

  start(ring: () => void): void {
    this.#ring = ring;
    this.#timer = setTimeout(ring, this.#greetingMs);
  }

  enter(): void {
    clearTimeout(this.#timer);
    this.#stage = "entering";
    this.#timer = setTimeout(() => (this.#answers.isAsking ? this.enter() : this.#ring()), entryMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
