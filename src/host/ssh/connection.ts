import type { Client } from "ssh2";

/** Milliseconds for a polite farewell. */
const farewellMs = 1000;

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
