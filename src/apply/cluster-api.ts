import type { ControlPlaneIntent } from "../config/cluster-intent.ts";
import type { ObjectStore } from "../engine/object-store.ts";
import { KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import type { KubeClient } from "../kube/client.ts";
import type { ClientSource } from "../kube/client-source.ts";
import { clientFromKubeconfig, type KubeconfigAccess } from "../kube/from-kubeconfig.ts";
import { objectStore } from "../kube/object-store.ts";

/** A control plane through whose machine its API server is reached. */
export interface ApiTarget {
  readonly node: ControlPlaneIntent;
  readonly host: HostView;
}

/** Milliseconds that one API server has to answer before it counts as absent. */
const answerMs = 3_000;

/** Milliseconds for which "none answers" is good: a thousand hosts may wait for the same answer. */
const silentMs = 100;

/** What an API server that went away answers. */
const gone = new Set(["KUBE_REFUSED", "KUBE_UNREACHABLE", "KUBE_TIMEOUT"]);

/** The cluster's API through whichever control plane answers, each reached from its own machine. */
export class ClusterApi {
  readonly #targets: readonly ApiTarget[];
  readonly #credentials: () => Promise<KubeconfigAccess | null>;
  readonly #clients = new Map<string, KubeClient>();
  #access: KubeconfigAccess | null = null;
  #chosen: Promise<KubeClient | null> | null = null;
  #looked: { readonly at: number; readonly answers: Promise<boolean> } | null = null;

  /** @param credentials who asks; null while nobody can. */
  constructor(targets: readonly ApiTarget[], credentials: () => Promise<KubeconfigAccess | null>) {
    this.#targets = targets;
    this.#credentials = credentials;
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
      const client = await this.#clientOf(name);
      if (client === null) throw noneAnswers();
      return client;
    };
  }

  /** The cluster's objects. `expectedLater`: an API server that is not there will come in this run. */
  store(expectedLater: boolean): ObjectStore {
    const stores = new Map<KubeClient | null, ObjectStore>();
    const current = async (): Promise<ObjectStore> => {
      const client = await this.client();
      const known = stores.get(client);
      if (known !== undefined) return known;
      const store = objectStore({ open: async () => client, expectedLater });
      if (client !== null) stores.set(client, store);
      return store;
    };
    const asking = async <T>(question: (store: ObjectStore) => Promise<T>): Promise<T> => {
      try {
        return await question(await current());
      } catch (error) {
        if (!this.#isGone(error)) throw error;
        return question(await current());
      }
    };
    return {
      read: (ref) => asking((store) => store.read(ref)),
      list: (kind) => asking((store) => store.list(kind)),
      dryRun: (write) => asking((store) => store.dryRun(write)),
      // A write whose answer was lost is looked at again by the engine, not sent twice.
      write: async (write) => {
        try {
          await (await current()).write(write);
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

  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  /** The first that says it is well; where none does, one that answers at all, and the next question chooses anew. */
  async #choose(): Promise<KubeClient | null> {
    const answers = this.#targets.map(async ({ node }) => {
      const client = await this.#clientOf(node.name);
      if (client === null) throw noneAnswers();
      const { status } = await client.raw("/livez", { deadlineMs: answerMs });
      return { client, isWell: status === 200 };
    });
    const well = answers.map((answer) => answer.then((one) => (one.isWell ? one : Promise.reject(noneAnswers()))));
    const chosen = await Promise.any(well).catch(() => Promise.any(answers).catch(() => null));
    if (chosen?.isWell !== true) this.#chosen = null;
    return chosen?.client ?? null;
  }

  async #clientOf(name: string): Promise<KubeClient | null> {
    const known = this.#clients.get(name);
    if (known !== undefined) return known;
    this.#access ??= await this.#credentials();
    const target = this.#targets.find(({ node }) => node.name === name);
    if (this.#access === null || target === undefined) return null;
    const { advertiseAddress, bindPort } = target.node.endpoint;
    const made =
      this.#clients.get(name) ??
      clientFromKubeconfig(target.host, this.#access, { dial: { host: advertiseAddress, port: bindPort } });
    this.#clients.set(name, made);
    return made;
  }
}

function noneAnswers(): KubewrightError {
  return new KubewrightError("KUBE_REFUSED", {
    what: "no API server of the cluster answers",
    next: "See what the control planes say: journalctl -u kubelet -e; ls /var/log/pods",
    exitCode: 4,
  });
}
