import type { Duplex } from "node:stream";
import type { StreamTarget } from "../../../src/host/host.ts";
import { FakeObjects } from "../fake-api/objects.ts";
import { PowerCut } from "../fuse.ts";
import { collectGarbage } from "./controllers.ts";
import { CountedEtcdCluster } from "./counted-etcd-cluster.ts";
import type { MemoryMachine } from "./memory-machine.ts";

/** What one etcd cluster keeps, and who its members are. */
export interface Store {
  readonly etcd: CountedEtcdCluster;
  readonly objects: FakeObjects;
}

/** Machines that reach each other, and what their etcd clusters hold. Things happen at once: `settle` ends when nothing changes any more. */
export class MemoryNetwork {
  readonly machines: MemoryMachine[] = [];
  /** Further names and addresses of machines: a load balancer's. */
  readonly aliases = new Map<string, string>();
  /** The machine whose run is under test: what that run changes over the network burns its fuse. */
  watched: MemoryMachine | null = null;
  readonly stores = new Map<string, Store>();
  /** What must never happen, and did. */
  readonly faults: string[] = [];
  readonly #founded = new Map<string, Store>();
  #settling = false;
  #nextCluster = 14_706_971_188_910_460_000n;

  /** The machine of that name or address. */
  find(host: string): MemoryMachine | null {
    const bare = host.replace(/^\[(.*)\]$/, "$1");
    const name = this.aliases.get(bare) ?? bare;
    return this.machines.find((machine) => machine.isOn && [machine.name, machine.address].includes(name)) ?? null;
  }

  /** A connection from a machine. Rejects as a kernel does. */
  connect(from: MemoryMachine, target: StreamTarget): Duplex {
    if ("socket" in target) return from.connect(target);
    const { host = "127.0.0.1" } = target;
    const isOwn = ["127.0.0.1", "::1", "localhost"].includes(host);
    const to = isOwn ? from : this.find(host);
    if (to === null) throw Object.assign(new Error(`connect EHOSTUNREACH ${host}`), { code: "EHOSTUNREACH" });
    return to.connect({ port: target.port, host: isOwn ? host : to.address });
  }

  /** An etcd cluster that did not exist before, with nothing in it. */
  found(): Store {
    this.#nextCluster += 1n;
    return this.#open(this.#nextCluster.toString());
  }

  #open(id: string): Store {
    const objects = new FakeObjects(() => new Date());
    objects.listen(({ type, object: { kind, metadata } }) =>
      this.effect(`${type} ${kind} ${metadata.namespace ?? ""}/${metadata.name}`),
    );
    const store = { etcd: new CountedEtcdCluster(id, (text) => this.effect(text)), objects };
    this.stores.set(id, store);
    return store;
  }

  /** The etcd cluster of those that start with the same list of members and the same token. */
  foundTogether(identity: string, fill: (made: Store) => void): Store {
    const known = this.#founded.get(identity);
    if (known !== undefined) return known;
    const made = this.found();
    this.#founded.set(identity, made);
    fill(made);
    return made;
  }

  /** The same machines and clusters once more; from here on neither network hears of the other. */
  twin(): MemoryNetwork {
    const twin = new MemoryNetwork();
    twin.#nextCluster = this.#nextCluster;
    for (const [name, to] of this.aliases) twin.aliases.set(name, to);
    for (const [id, { etcd, objects }] of this.stores) {
      const store = twin.#open(id);
      store.etcd.copy(etcd);
      store.objects.copy(objects);
      for (const [identity, founded] of this.#founded) if (founded.etcd === etcd) twin.#founded.set(identity, store);
    }
    for (const machine of this.machines) machine.twin(twin);
    twin.settle();
    return twin;
  }

  /** Something was changed through the network: it is done, but a run whose fuse blows with it never hears so. */
  effect(text: string): void {
    if (this.#settling || this.watched === null) return;
    try {
      this.watched.host.fuse.burn();
      this.watched.host.effects.push(text);
      this.watched.effectDone();
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      this.watched.cut();
    }
  }

  /** Kubelets, containers and controllers do what there is to do for them. */
  settle(): void {
    if (this.#settling) return;
    this.#settling = true;
    try {
      for (let rounds = 0; this.#round(); rounds++) if (rounds > 50) throw new Error("the machines never come to rest");
    } finally {
      this.#settling = false;
    }
  }

  #round(): boolean {
    const changed = this.machines.map((machine) => machine.isOn && machine.react());
    for (const [id, { etcd, objects }] of this.stores) {
      const running = this.machines.flatMap((machine) => (machine.etcdMember?.clusterId === id ? [machine] : []));
      const voters = etcd.members.filter((member) => !member.isLearner);
      const up = voters.filter(({ ID }) => running.some((machine) => machine.etcdMember?.memberId === ID));
      etcd.hasQuorum = up.length > voters.length / 2;
      collectGarbage(objects);
    }
    return changed.includes(true);
  }
}
