import type { Client } from "ssh2";

/** Milliseconds for a polite farewell. */
const farewellMs = 1000;

/** Told the reason, where there is one. */
type GoneListener = (reason: Error | undefined) => void;

/** A machine that has let us in. */
export class Connection {
  readonly client: Client;
  /** Resolves when the connection is gone, with the reason where there is one. */
  readonly gone: Promise<Error | undefined>;
  #isOver = false;
  #reason: Error | undefined;
  readonly #listeners = new Set<GoneListener>();

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
    void this.gone.then(() => this.#announce());
  }

  /**
   * Calls the listener once when the connection is gone, soon where it is already; returns what ends the listening. For
   * those who listen for less than the connection's life: all that hangs on `gone` stays in memory as long as the connection.
   */
  onGone(listener: GoneListener): () => void {
    this.#listeners.add(listener);
    if (this.#isOver) void this.gone.then(() => this.#announce());
    return () => void this.#listeners.delete(listener);
  }

  /** What `gone` resolves with, for those who must know at once. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  #announce(): void {
    for (const listener of this.#listeners) {
      this.#listeners.delete(listener);
      listener(this.#reason);
    }
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
