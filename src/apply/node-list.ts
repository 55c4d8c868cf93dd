import type { WaitAnswer } from "../engine/change.ts";
import type { Fact } from "../engine/fact.ts";
import type { HostView } from "../host/host.ts";
import type { ClientSource } from "../kube/client-source.ts";
import { done, look, notYet } from "../kube/waits.ts";

/** Milliseconds that an answer is good for: a thousand hosts that wait for their Nodes ask the API server no more often. */
const freshMs = 150;

/** The names of the cluster's Nodes, asked for all hosts together. A Node that was seen once in this run is not asked for again. */
export class NodeList {
  readonly #open: ClientSource;
  readonly #view: HostView;
  #asked = 0;
  #names: Promise<ReadonlySet<string>> | null = null;
  #seen: ReadonlySet<string> = new Set();

  /** @param view the machine through which the API is reached */
  constructor(open: ClientSource, view: HostView) {
    this.#open = open;
    this.#view = view;
  }

  /** The Node of this name is in the cluster. */
  has(name: string): Fact<WaitAnswer> {
    return look(`Node ${name} is in the cluster`, async () =>
      this.#seen.has(name) || (await this.#fresh()).has(name)
        ? done(`Node ${name} is there`)
        : notYet(`there is no Node ${name} yet`),
    );
  }

  #fresh(): Promise<ReadonlySet<string>> {
    const now = performance.now();
    if (this.#names !== null && now - this.#asked < freshMs) return this.#names;
    this.#asked = now;
    const names = this.#ask();
    this.#names = names;
    names.catch(() => {
      if (this.#names === names) this.#names = null;
    });
    return names;
  }

  async #ask(): Promise<ReadonlySet<string>> {
    const client = await this.#open(this.#view);
    const nodes = await client.list({ apiVersion: "v1", kind: "Node" }, { refused: "fail" });
    this.#seen = new Set(nodes.map(({ metadata }) => metadata.name));
    return this.#seen;
  }
}
