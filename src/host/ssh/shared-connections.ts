import type { Connection } from "./connection.ts";

/** A connection with an end of its own, as whoever opens one gives it. */
interface Opened {
  readonly connection: Connection;
  leave(): Promise<void>;
}

interface Shared {
  readonly opened: Promise<Opened>;
  users: number;
}

/** Connections to bastions: one serves all machines behind it, and the last one to leave ends it. */
export class SharedConnections {
  readonly #shared = new Map<string, Shared>();

  /** The connection under a key, opened when there is none or when it is gone. Errors of `open`. */
  async share(key: string, open: () => Promise<Opened>): Promise<Opened> {
    const shared = this.#shared.get(key) ?? this.#begin(key, open);
    shared.users += 1;
    let hasLeft = false;
    const leave = async (): Promise<void> => {
      if (hasLeft) return;
      hasLeft = true;
      shared.users -= 1;
      if (shared.users === 0) await this.#end(key, shared);
    };
    try {
      return { connection: (await shared.opened).connection, leave };
    } catch (error) {
      await leave();
      throw error;
    }
  }

  /** Ends all that are left. */
  async close(): Promise<void> {
    await Promise.all([...this.#shared].map(([key, shared]) => this.#end(key, shared)));
  }

  #begin(key: string, open: () => Promise<Opened>): Shared {
    const shared: Shared = { opened: open(), users: 0 };
    this.#shared.set(key, shared);
    // Whoever comes after it was lost opens another.
    shared.opened
      .then(({ connection }) => connection.gone)
      .then(
        () => this.#forget(key, shared),
        () => this.#forget(key, shared),
      );
    return shared;
  }

  async #end(key: string, shared: Shared): Promise<void> {
    this.#forget(key, shared);
    await shared.opened.then((opened) => opened.leave()).catch(() => {});
  }

  #forget(key: string, shared: Shared): void {
    if (this.#shared.get(key) === shared) this.#shared.delete(key);
  }
}
