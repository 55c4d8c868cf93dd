import type { Duplex } from "node:stream";
import ssh2, { type Client, type ConnectConfig } from "ssh2";
import type { Answers } from "./answers.ts";
import { type Authentication, authentication } from "./authentication.ts";
import type { Hop } from "./hop.ts";
import { hostError, wordsOf } from "./host-error.ts";
import type { HostKeyCheck } from "./host-key-check.ts";
import type { KeyRing } from "./key-ring.ts";

/** A machine that hears nothing for three times this long is taken for gone. */
const keepaliveMs = 15_000;
const keepaliveCount = 3;
/** Milliseconds for each side's part of logging in, people's thinking not counted. */
const loginMs = 30_000;
/** Milliseconds for a polite farewell. */
const farewellMs = 1000;

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

/** A machine that has let us in. */
export class Connection {
  readonly client: Client;
  /** Resolves when the connection is gone, with the reason where there is one. */
  readonly gone: Promise<Error | undefined>;
  #isOver = false;
  #reason: Error | undefined;

  constructor(client: Client) {
    this.client = client;
    client.on("error", (error) => {
      this.#reason = error;
    });
    this.gone = new Promise((resolve) =>
      client.once("close", () => {
        this.#isOver = true;
        resolve(this.#reason);
      }),
    );
  }

  /** What `gone` resolves with, for those who must know at once. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Ends it, politely for a second. */
  async close(): Promise<void> {
    if (this.#isOver) return;
    const timer = setTimeout(() => this.client.destroy(), farewellMs);
    this.client.end();
    await this.gone;
    clearTimeout(timer);
  }
}

export interface LoginParts {
  readonly hop: Hop;
  readonly socket: Duplex;
  readonly hostKey: HostKeyCheck;
  readonly ring: KeyRing;
  readonly answers: Answers;
}

/** Logs in over a stream. Errors HOST_UNREACHABLE, HOST_KEY_*, HOST_AUTHENTICATION_FAILED, HOST_SSH_UNSUPPORTED. */
export function login({ hop, socket, hostKey, ring, answers }: LoginParts): Promise<Connection> {
  const client = new ssh2.Client();
  const entry = authentication(hop, ring, answers);
  let hostKeyError: Error | undefined;
  let stage: "greeting" | "entering" = "greeting";
  return new Promise((resolve, reject) => {
    const over = (error: Error): void => {
      clearTimeout(timer);
      client.on("error", () => {});
      client.destroy();
      socket.destroy();
      reject(hostKeyError ?? error);
    };
    let timer = setTimeout(() => over(silent(hop, stage)), hop.connectTimeoutMs);
    const patience = (): void => {
      timer = setTimeout(() => (answers.isAsking ? patience() : over(silent(hop, stage))), loginMs);
    };
    const failed = (error: Error & { readonly level?: string }): void => {
      // A key that could not sign is no end: the next one is tried.
      if (error.level !== "agent") over(explain(hop, error, entry, ring));
    };
    const closed = (): void => over(hungUp(hop, stage));
    client.on("error", failed);
    client.once("close", closed);
    client.once("handshake", () => {
      clearTimeout(timer);
      stage = "entering";
      patience();
    });
    client.once("ready", () => {
      clearTimeout(timer);
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
        sock: socket,
        username: hop.user,
        algorithms: { ...algorithms, serverHostKey: hostKey.algorithms },
        authHandler: entry.handler,
        debug: entry.hear,
        hostVerifier: (key: Buffer, verified: (isTrusted: boolean) => void) => {
          hostKey.check(key).then(
            () => verified(true),
            (error: unknown) => {
              hostKeyError = error instanceof Error ? error : new Error(String(error));
              verified(false);
            },
          );
        },
        keepaliveInterval: keepaliveMs,
        keepaliveCountMax: keepaliveCount,
        readyTimeout: 0,
      });
    } catch (error) {
      over(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function silent(hop: Hop, stage: "greeting" | "entering"): Error {
  return hostError("HOST_UNREACHABLE", {
    what: `${hop.hostName} port ${hop.port} took the connection and then said nothing more.`,
    why: stage === "greeting" ? "No SSH server has greeted." : "The login was not answered.",
    next: `See whether sshd answers there: ssh -v -p ${hop.port} ${hop.user}@${hop.hostName}`,
  });
}

function hungUp(hop: Hop, stage: "greeting" | "entering"): Error {
  return hostError("HOST_UNREACHABLE", {
    what: `${hop.hostName} port ${hop.port} hung up ${stage === "greeting" ? "before it had greeted" : "during the login"}.`,
    why: "sshd does so when too many logins are under way (MaxStartups), when the address is banned, or when it is stopped.",
    next: "Look at sshd's log there: journalctl -u ssh -u sshd -n 20",
  });
}

/** ssh2's words turned into what a user can act on. */
function explain(hop: Hop, error: Error & { readonly level?: string }, entry: Authentication, ring: KeyRing): Error {
  if (error.level === "client-authentication" || /Too many authentication failures/i.test(error.message))
    return refusedEntry(hop, error, entry, ring);
  if (/no matching/i.test(error.message))
    return hostError("HOST_SSH_UNSUPPORTED", {
      what: `${hop.hostName} and this program have no algorithm in common.`,
      why: error.message,
      next: "Let the sshd there offer curve25519-sha256, aes128-gcm@openssh.com or aes256-ctr, and an ed25519, ECDSA or RSA host key.",
      cause: error,
    });
  if (/before handshake/i.test(error.message)) return hungUp(hop, "greeting");
  return hostError("HOST_UNREACHABLE", {
    what: `The login on ${hop.hostName} port ${hop.port} broke off.`,
    why: wordsOf(error),
    next: `See what ssh says: ssh -v -p ${hop.port} ${hop.user}@${hop.hostName}`,
    cause: error,
  });
}

function refusedEntry(hop: Hop, error: Error, entry: Authentication, ring: KeyRing): Error {
  const tooMany = /Too many/i.test(error.message);
  const keys = ring.size === 1 ? "one key" : `${ring.size} keys`;
  const offered = entry.offered().join(", ");
  const reasons = [
    tooMany ? `the machine stopped listening after some of ${keys} (MaxAuthTries)` : `${keys} tried`,
    ...(offered === "" ? [] : [`the machine accepts: ${offered}`]),
    ...ring.notes,
  ];
  return hostError("HOST_AUTHENTICATION_FAILED", {
    what: `${hop.hostName} does not let ${hop.user} in.`,
    why: `${reasons.join("; ")}.`,
    next: tooMany
      ? "Name the one key to use: ssh.identityFile of the host, or IdentityFile and IdentitiesOnly yes in ~/.ssh/config."
      : `Make this work first: ssh${hop.port === 22 ? "" : ` -p ${hop.port}`} ${hop.user}@${hop.alias} true`,
    cause: error,
  });
}
