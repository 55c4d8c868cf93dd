import type { ClientChannel } from "ssh2";
import type { KubewrightError } from "../../errors.ts";
import { Slots } from "../../slots.ts";
import type { Connection } from "./connection.ts";
import { hostError, wordsOf } from "./host-error.ts";

/** sshd allows ten sessions on a connection (MaxSessions) where nobody changed it; two are left for other use. */
const mostSessions = 8;
/** sshd frees a session a moment after it is closed: a refusal is believed when it comes again and again. Milliseconds between the tries. */
const againMs = [10, 50, 100, 200, 400, 800];
/** Milliseconds for a machine to take a command. */
const openMs = 30_000;

/** The sessions of one connection: so many at once as the machine allows; others wait. */
export class Sessions {
  readonly #connection: Connection;
  readonly #slots = new Slots(mostSessions);
  /** Channels that stay open: a lock, a stream. */
  readonly #kept = new Set<ClientChannel>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Begins a command; its place is given back when the channel closes. `use` gets the channel before anything can have come over it, because
   * an exit code that nobody listens to is lost. Errors HOST_CONNECTION_LOST, HOST_SESSIONS_REFUSED.
   */
  async begin<T>(line: string, use: (channel: ClientChannel) => T): Promise<{ readonly used: T }> {
    for (let refusals = 0; ; refusals += 1) {
      await this.#slots.take();
      try {
        return await this.#exec(line, (channel) => {
          this.#whenClosed(channel, () => this.#giveBack(channel));
          return { used: use(channel) };
        });
      } catch (error) {
        this.#slots.give();
        if (this.#connection.isOver || !isRefusal(error)) throw await this.#lost(error);
        await this.#believe(refusals, error);
      }
    }
  }

  /** A first refusal may be too early for the machine; later ones say how many sessions it allows. Throws HOST_SESSIONS_REFUSED when none is left. */
  async #believe(refusals: number, error: unknown): Promise<void> {
    const others = this.#slots.taken;
    const pause = againMs[refusals];
    if (refusals > 0 && others > this.#slots.kept) this.#slots.shrinkTo(others);
    else if (pause === undefined) throw refused(others, error);
    await new Promise((resolve) => setTimeout(resolve, pause ?? 0));
  }

  /** Says that a session stays open until it is let go: others need not wait for its place. */
  keep(channel: ClientChannel): void {
    this.#kept.add(channel);
    this.#slots.keep();
  }

  #giveBack(channel: ClientChannel): void {
    if (this.#kept.delete(channel)) this.#slots.giveKept();
    else this.#slots.give();
  }

  /** Calls `then` once. */
  #whenClosed(channel: ClientChannel, then: () => void): void {
    let isOver = false;
    const over = (): void => {
      if (isOver) return;
      isOver = true;
      stop();
      then();
    };
    channel.once("close", over);
    const stop = this.#connection.onGone(over);
  }

  #exec<T>(line: string, use: (channel: ClientChannel) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const giveUp = (error: Error): void => {
        end();
        isLate = true;
        reject(error);
      };
      const timer = setTimeout(() => giveUp(new Error(`no answer within ${openMs / 1000} s`)), openMs);
      const stop = this.#connection.onGone((reason) => giveUp(reason ?? new Error("the connection was closed")));
      const end = (): void => {
        clearTimeout(timer);
        stop();
      };
      try {
        this.#connection.client.exec(line, (error, channel) => {
          end();
          if (isLate) channel?.close();
          else if (error) reject(error);
          else resolve(use(channel));
        });
      } catch (error) {
        giveUp(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  async #lost(error: unknown): Promise<Error> {
    return connectionLost(this.#connection.isOver ? ((await this.#connection.gone) ?? error) : error);
  }
}

/** A refusal to open a channel, as opposed to a connection that is gone. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && ("reason" in error || /unable to exec/i.test(error.message));
}

/** HOST_CONNECTION_LOST: what was under way may or may not have been done. */
export function connectionLost(reason: unknown): KubewrightError {
  const words = reason === undefined ? "It was closed." : wordsOf(reason);
  return hostError("HOST_CONNECTION_LOST", {
    what: "The connection to the machine is gone.",
    why: /keepalive/i.test(words) ? "It no longer answers: it is down, or the network in between is." : words,
    next: "See that the machine is up, then run the same command again: it goes on where this one stopped.",
    cause: reason,
  });
}

function refused(open: number, cause: unknown): Error {
  return hostError("HOST_SESSIONS_REFUSED", {
    what: `The sshd there allows no more than ${open} sessions on a connection, and more are needed.`,
    why: wordsOf(cause),
    next: "Set MaxSessions 10 in its /etc/ssh/sshd_config, and see that no ForceCommand stands in the way; then: systemctl reload ssh",
    cause,
  });
}
