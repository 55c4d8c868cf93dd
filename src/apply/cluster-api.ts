import { interrupted } from "../engine/fail.ts";
import type { ObjectStore } from "../engine/object-store.ts";
import { KubewrightError } from "../errors.ts";
import type { KubeClient } from "../kube/client.ts";
import type { ClientSource } from "../kube/client-source.ts";
import type { KubeconfigAccess } from "../kube/from-kubeconfig.ts";
import { objectStore } from "../kube/object-store.ts";
import { ApiClients, type ApiTarget, isWell, type LiveApi, noneAnswers } from "./api-clients.ts";
import { unlessElsewhere } from "./unless-elsewhere.ts";

/** Milliseconds for which "none answers" is good: a thousand hosts may wait for the same answer. */
const silentMs = 100;

/** Milliseconds; what is well and only slow has all of timeouts.kubernetesAPICall. */
const patienceMs = 10_000;

/** What an API server that went away answers. */
const gone = new Set(["KUBE_REFUSED", "KUBE_UNREACHABLE", "KUBE_TIMEOUT"]);

export interface ClusterApiOptions {
  /** Interrupts questions; a write under way is ended by its answer or its time. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which a request goes elsewhere when its API server is not well and another is; 10,000 when left out. */
  readonly lookElsewhereMs?: number;
}

/** The cluster's API through whichever control plane answers, each reached from its own machine. */
export class ClusterApi {
  readonly #clients: ApiClients;
  readonly #patienceMs: number;
  /** Rejects when the run is interrupted. */
  readonly #interruption: Promise<never>;
  #chosen: Promise<KubeClient | null> | null = null;
  #looked: { readonly at: number; readonly answers: Promise<boolean> } | null = null;

  /** @param credentials who asks; null while nobody can */
  constructor(
    targets: readonly ApiTarget[],
    credentials: () => Promise<KubeconfigAccess | null>,
    { signal, lookElsewhereMs = patienceMs }: ClusterApiOptions = {},
  ) {
    this.#clients = new ApiClients(targets, credentials);
    this.#patienceMs = lookElsewhereMs;
    this.#interruption = new Promise((_, reject) =>
      signal?.addEventListener("abort", () => reject(interrupted()), { once: true }),
    );
    this.#interruption.catch(() => undefined);
  }

  /** The first API server that answers; kept until it no longer does. null while none does. */
  client(): Promise<KubeClient | null> {
    if (this.#chosen !== null) return this.#chosen;
    const choosing = this.#choose();
    this.#chosen = choosing;
    choosing.catch(() => {
      if (this.#chosen === choosing) this.#chosen = null;
    });
    return choosing;
  }

  /**
   * An API server and what it says of itself, for who must not take a slow one for none: where none has answered in a moment each
   * has all of timeouts.kubernetesAPICall, and null says that none listens. Error API_SERVER_SILENT where one does and says nothing.
   */
  async patientLook(): Promise<LiveApi | null> {
    const found = (await this.#clients.look()) ?? (await this.#clients.lookLong());
    if (found?.isWell === true) this.#chosen = Promise.resolve(found.client);
    return found;
  }

  /** Whether one answers, for those who wait for it: they share a look, and the next begins 100 ms after the last at the earliest. */
  answers(): Promise<boolean> {
    const now = performance.now();
    if (this.#looked !== null && now - this.#looked.at < silentMs) return this.#looked.answers;
    const answers = this.client().then((client) => client !== null);
    this.#looked = { at: now, answers };
    return answers;
  }

  /** The same for waits: an API server that is not there is an error. */
  readonly source: ClientSource = async () => {
    const client = await this.client();
    if (client === null) throw noneAnswers();
    return client;
  };

  /** The API server of one control plane, whether it answers or not. */
  sourceFor(name: string): ClientSource {
    return async () => {
      const client = await this.#clients.of(name);
      if (client === null) throw noneAnswers();
      return client;
    };
  }

  /** The cluster's objects. `expectedLater`: an API server that is not there will come in this run. */
  store(expectedLater: boolean): ObjectStore {
    const stores = new Map<KubeClient | null, ObjectStore>();
    const storeOf = (client: KubeClient | null): ObjectStore => {
      const known = stores.get(client);
      if (known !== undefined) return known;
      const store = objectStore({ open: async () => client, silent: expectedLater ? "comes-later" : "comes-back" });
      if (client !== null) stores.set(client, store);
      return store;
    };
    const asking = async <T>(question: (store: ObjectStore) => Promise<T>): Promise<T> => {
      const asked = await this.client();
      try {
        return await Promise.race([this.#unlessElsewhere(asked, question(storeOf(asked))), this.#interruption]);
      } catch (error) {
        if (!this.#isGone(error)) throw error;
        const other = await this.client();
        if (other === null && !expectedLater) throw error;
        return await Promise.race([question(storeOf(other)), this.#interruption]);
      }
    };
    return {
      read: (ref) => asking((store) => store.read(ref)),
      list: (kind) => asking((store) => store.list(kind)),
      dryRun: (write) => asking((store) => store.dryRun(write)),
      // A write whose answer was lost is looked at again by the engine, not sent twice.
      write: async (write) => {
        const asked = await this.client();
        try {
          await this.#unlessElsewhere(asked, storeOf(asked).write(write));
        } catch (error) {
          this.#isGone(error);
          throw error;
        }
      },
    };
  }

  /** Forgets the chosen API server when it went away; the next question chooses anew. */
  #isGone(error: unknown): boolean {
    const isGone = error instanceof KubewrightError && gone.has(error.code);
    if (isGone) this.#chosen = null;
    return isGone;
  }

  /** A request that its API server leaves open is given up when that one is not well and another is. */
  #unlessElsewhere<T>(asked: KubeClient | null, question: Promise<T>): Promise<T> {
    if (asked === null || !this.#clients.areMany) return question;
    const reason = async () => {
      if (await isWell(asked)) return null;
      const other = await this.#clients.look();
      return other?.isWell === true && other.client !== asked ? noneAnswers() : null;
    };
    return unlessElsewhere(question, { everyMs: this.#patienceMs, reason });
  }

  close(): void {
    this.#clients.close();
  }

  /** Where none says that it is well the next question chooses anew. */
  async #choose(): Promise<KubeClient | null> {
    const chosen = await this.#clients.look();
    if (chosen?.isWell !== true) this.#chosen = null;
    return chosen?.client ?? null;
  }
}
