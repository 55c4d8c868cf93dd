import { availableParallelism } from "node:os";
import type { EncryptionAlgorithm } from "../config/v1beta4.ts";
import { mintKey } from "../pki/mint-key.ts";
import type { Secret } from "../secret.ts";

/** Makes private keys ahead of need. A key belongs to a name: asked for twice, it is the same key. */
export interface KeyMint {
  /** Begins to make these keys, the first ones first, and returns at once. Names known already are passed over. */
  start(names: readonly string[]): void;
  /** The key of this name. One that was not begun yet is next in turn. PEM: PKCS#1 for RSA, SEC1 for ECDSA. */
  key(name: string): Promise<Secret>;
}

export interface KeyMintOptions {
  /** How many keys are in the making at once. */
  readonly parallel?: number;
  readonly mint?: (algorithm: EncryptionAlgorithm) => Promise<Secret>;
}

/** libuv's default number of threads; the environment may say more. */
const defaultThreads = 4;

/** As many as there are processors, but one thread of the pool is left to the file system. */
function spareThreads(): number {
  const threads = Number(process.env["UV_THREADPOOL_SIZE"]) || defaultThreads;
  return Math.max(1, Math.min(availableParallelism(), threads - 1));
}

/** A mint for keys of one algorithm. */
export function keyMint(algorithm: EncryptionAlgorithm, options: KeyMintOptions = {}): KeyMint {
  return new QueueingMint(() => (options.mint ?? mintKey)(algorithm), options.parallel ?? spareThreads());
}

interface Order {
  readonly begin: () => void;
  readonly key: Promise<Secret>;
}

class QueueingMint implements KeyMint {
  readonly #mint: () => Promise<Secret>;
  readonly #parallel: number;
  readonly #orders = new Map<string, Order>();
  /** Names whose making has not begun, the next one first. */
  #waiting: string[] = [];
  #busy = 0;

  constructor(mint: () => Promise<Secret>, parallel: number) {
    this.#mint = mint;
    this.#parallel = parallel;
  }

  start(names: readonly string[]): void {
    for (const name of names) {
      if (!this.#orders.has(name)) this.#waiting.push(this.#order(name));
    }
    this.#turn();
  }

  key(name: string): Promise<Secret> {
    const known = this.#orders.has(name);
    if (!known || this.#waiting.includes(name)) {
      this.#waiting = [known ? name : this.#order(name), ...this.#waiting.filter((other) => other !== name)];
      this.#turn();
    }
    return this.#orders.get(name)?.key ?? Promise.reject(new Error(`no key is in the making for ${name}`));
  }

  #order(name: string): string {
    let begin = (): void => {};
    const turn = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const key = turn.then(this.#mint);
    // A key that fails before anyone asks for it is reported to the one who does.
    key.catch(() => {});
    this.#orders.set(name, { begin, key });
    return name;
  }

  #turn(): void {
    while (this.#busy < this.#parallel) {
      const order = this.#orders.get(this.#waiting.shift() ?? "");
      if (order === undefined) return;
      this.#busy += 1;
      order.begin();
      void order.key.catch(() => {}).then(() => this.#ended());
    }
  }

  #ended(): void {
    this.#busy -= 1;
    this.#turn();
  }
}
