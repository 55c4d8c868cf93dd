import type { ControlPlaneIntent } from "../config/cluster-intent.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import type { HostView } from "../host/host.ts";
import type { KubeClient } from "../kube/client.ts";
import { clientFromKubeconfig, type KubeconfigAccess } from "../kube/from-kubeconfig.ts";

/** A control plane through whose machine its API server is reached. */
export interface ApiTarget {
  readonly node: ControlPlaneIntent;
  readonly host: HostView;
}

/** An API server that has answered. */
export interface LiveApi {
  readonly client: KubeClient;
  /** What it says of itself. */
  readonly isWell: boolean;
}

/** Milliseconds that one API server has to say whether it is well before it counts as absent. */
const answerMs = 3_000;

/** A client for the API server of each control plane, made when it is first asked for; its requests have timeouts.kubernetesAPICall of its node. */
export class ApiClients {
  readonly #targets: readonly ApiTarget[];
  readonly #credentials: () => Promise<KubeconfigAccess | null>;
  readonly #clients = new Map<string, KubeClient>();
  #access: KubeconfigAccess | null = null;

  /** @param credentials who asks; null while nobody can. */
  constructor(targets: readonly ApiTarget[], credentials: () => Promise<KubeconfigAccess | null>) {
    this.#targets = targets;
    this.#credentials = credentials;
  }

  get areMany(): boolean {
    return this.#targets.length > 1;
  }

  /** null while nobody can ask, and for a name that is no target's. */
  async of(name: string): Promise<KubeClient | null> {
    const known = this.#clients.get(name);
    if (known !== undefined) return known;
    this.#access ??= await this.#credentials();
    const target = this.#targets.find(({ node }) => node.name === name);
    if (this.#access === null || target === undefined) return null;
    const { endpoint, timeouts } = target.node;
    const made =
      this.#clients.get(name) ??
      clientFromKubeconfig(target.host, this.#access, {
        dial: { host: endpoint.advertiseAddress, port: endpoint.bindPort },
        deadlineMs: timeouts.kubernetesAPICall,
      });
    this.#clients.set(name, made);
    return made;
  }

  /** The first that says it is well; where none does, one that answers at all; null where none answers. */
  look(): Promise<LiveApi | null> {
    return this.#ask(() => answerMs).catch(() => null);
  }

  /** The same, with all of timeouts.kubernetesAPICall to answer; null where none listens. Error API_SERVER_SILENT where one listens and says nothing. */
  async lookLong(): Promise<LiveApi | null> {
    try {
      return await this.#ask(({ timeouts }) => Math.max(answerMs, timeouts.kubernetesAPICall));
    } catch (error) {
      const reasons: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
      const late = reasons.find((one) => one instanceof KubewrightError && one.code === "KUBE_TIMEOUT");
      if (late !== undefined) throw listensSilently(late);
      return null;
    }
  }

  #ask(withinMs: (node: ControlPlaneIntent) => number): Promise<LiveApi> {
    const answers = this.#targets.map(async ({ node }) => {
      const client = await this.of(node.name);
      if (client === null) throw noneAnswers();
      return { client, isWell: await saysWell(client, withinMs(node)) };
    });
    const well = answers.map((answer) => answer.then((one) => (one.isWell ? one : Promise.reject(noneAnswers()))));
    return Promise.any(well).catch(() => Promise.any(answers));
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
  }
}

/** False also where it does not answer. */
export function isWell(client: KubeClient): Promise<boolean> {
  return saysWell(client, answerMs).catch(() => false);
}

async function saysWell(client: KubeClient, deadlineMs: number): Promise<boolean> {
  return (await client.raw("/livez", { deadlineMs })).status === 200;
}

/** The error of who asks while no API server is there. */
export function noneAnswers(): KubewrightError {
  return new KubewrightError("KUBE_REFUSED", {
    what: "no API server of the cluster answers",
    next: "See what the control planes say: journalctl -u kubelet -e; ls /var/log/pods",
    exitCode: exitCodes.unreachable,
  });
}

/** An API server that starts, hangs or has no processor time: what the cluster keeps cannot be compared with the file meanwhile. */
function listensSilently(cause: unknown): KubewrightError {
  return new KubewrightError("API_SERVER_SILENT", {
    what: "An API server of the cluster listens, and does not answer.",
    why: `${cause instanceof Error ? cause.message : String(cause)}; what a living cluster cannot change cannot be compared with the file meanwhile`,
    next: "See whether its machine or etcd is overloaded: uptime; crictl logs of kube-apiserver and etcd there. Nothing was changed: run the same command again when it answers, or when it is stopped.",
    exitCode: exitCodes.unreachable,
    cause,
  });
}
