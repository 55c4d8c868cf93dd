import { availableParallelism } from "node:os";
import type { EncryptionAlgorithm } from "../config/v1beta4.ts";
import { mintKey } from "../pki/mint-key.ts";
import type { Secret } from "../secret.ts";

/** Makes private keys ahead of need. A key belongs to a name: asked for twice, it is the same key. */
export interface KeyMint {
  /** Begins to make these keys, the first ones first, and returns at once. Names known already are passed over. */
  start(names: readonly string[]): void;
  /** The key of this name. One that somebody waits for comes before those that nobody asked for yet. PEM: PKCS#1 for RSA, SEC1 for ECDSA. */
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
  /** The place in the list it was begun with: of keys that are asked for alike, the lower one comes first. */
  readonly rank: number;
  isAsked: boolean;
  readonly begin: () => void;
  readonly key: Promise<Secret>;
}

class QueueingMint implements KeyMint {
  readonly #mint: () => Promise<Secret>;
  readonly #parallel: number;
  readonly #orders = new Map<string, Order>();
  /** Those whose making has not begun, in the order in which they came. */
  readonly #waiting: Order[] = [];
  #busy = 0;

  constructor(mint: () => Promise<Secret>, parallel: number) {
    this.#mint = mint;
    this.#parallel = parallel;
  }

  start(names: readonly string[]): void {
    for (const [rank, name] of names.entries()) this.#order(name, rank);
    this.#turn();
  }

  key(name: string): Promise<Secret> {
    const order = this.#order(name, 0);
    order.isAsked = true;
    this.#turn();
    return order.key;
  }

  #order(name: string, rank: number): Order {
    const known = this.#orders.get(name);
    if (known !== undefined) return known;
    let begin = (): void => {};
    const turn = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const key = turn.then(this.#mint);
    // A key that fails before anyone asks for it is reported to the one who does.
    key.catch(() => {});
    const order = { rank, isAsked: false, begin, key };
    this.#orders.set(name, order);
    this.#waiting.push(order);
    return order;
  }

  #turn(): void {
    while (this.#busy < this.#parallel && this.#waiting.length > 0) {
      const order = this.#waiting.reduce((first, other) => (isBefore(other, first) ? other : first));
      this.#waiting.splice(this.#waiting.indexOf(order), 1);
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

function isBefore(a: Order, b: Order): boolean {
  return a.isAsked === b.isAsked ? a.rank < b.rank : a.isAsked;
}
