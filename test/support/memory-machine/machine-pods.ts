import { manifestsDir } from "../../../src/constants/paths.ts";
import { startApiServer } from "./api-server-process.ts";
import { startEtcd } from "./etcd-process.ts";
import { startHealth } from "./health-process.ts";
import type { MemoryMachine } from "./memory-machine.ts";
import type { Process } from "./process.ts";
import { flag, type StaticPod, staticPod } from "./static-pod.ts";

interface RunningPod {
  readonly pod: StaticPod;
  readonly sandbox: string;
  process: Process | null;
}

/** The static Pods of a machine: a sandbox each in the container runtime, and a process that may be waiting for what it needs. */
export class MachinePods {
  readonly #machine: MemoryMachine;
  readonly #pods = new Map<string, RunningPod>();
  #sandboxes = 0;

  constructor(machine: MemoryMachine) {
    this.#machine = machine;
  }

  /** The manifests that run. */
  get manifests(): readonly StaticPod[] {
    return [...this.#pods.values()].map(({ pod }) => pod);
  }

  process(name: string): Process | null {
    return this.#pods.get(name)?.process ?? null;
  }

  /** One round: what lost its manifest or sandbox ends, what is new begins, and what waited is tried. True when something was done. */
  react(kubeletIsAlive: boolean): boolean {
    let changed = this.#stopLost(kubeletIsAlive ? this.#wanted() : null);
    if (kubeletIsAlive) changed = this.#begin() || changed;
    for (const running of this.#pods.values()) {
      changed = this.#stopOrphan(running) || this.#start(running) || changed;
    }
    return changed;
  }

  /** No power any more. */
  clear(): void {
    for (const { process } of this.#pods.values()) process?.stop();
    this.#pods.clear();
    this.#machine.cri.sandboxes.clear();
    this.#machine.cri.dropConnections();
  }

  #wanted(): ReadonlyMap<string, string> {
    const { host } = this.#machine;
    const names = (host.files.names(manifestsDir) ?? []).filter((name) => /^[^.].*\.yaml$/.test(name));
    const texts = names.map((name) => host.text(`${manifestsDir}/${name}`) ?? "");
    return new Map(texts.map((text) => [staticPod(text).name, text]));
  }

  /** @param wanted null when no kubelet compares: only the container runtime's word counts */
  #stopLost(wanted: ReadonlyMap<string, string> | null): boolean {
    const { sandboxes } = this.#machine.cri;
    const lost = [...this.#pods].filter(
      ([name, { pod, sandbox }]) =>
        sandboxes.get(sandbox)?.ready !== true || (wanted !== null && wanted.get(name) !== pod.text),
    );
    for (const [name, { sandbox, process }] of lost) {
      process?.stop();
      this.#pods.delete(name);
      sandboxes.delete(sandbox);
    }
    return lost.length > 0;
  }

  #begin(): boolean {
    const { host, name: node, cri } = this.#machine;
    if (!this.#machine.unit("containerd.service")?.running) return false;
    const missing = [...this.#wanted()].filter(([name]) => !this.#pods.has(name));
    for (const [name, text] of missing) {
      this.#sandboxes += 1;
      const id = `${this.#sandboxes}`.padStart(64, "a");
      const createdAt = host.clock;
      cri.sandboxes.set(id, { id, name: `${name}-${node}`, namespace: "kube-system", ready: true, createdAt });
      this.#pods.set(name, { pod: staticPod(text), sandbox: id, process: null });
    }
    return missing.length > 0;
  }

  /** A member that was removed from etcd ends, and an API server without etcd does. */
  #stopOrphan(running: RunningPod): boolean {
    const { etcdMember: member, network } = this.#machine;
    const members = network.stores.get(member?.clusterId ?? "")?.etcd.members ?? [];
    const isMember = members.some(({ ID }) => ID === member?.memberId);
    const needsEtcd = ["etcd", "kube-apiserver"].includes(running.pod.name);
    if (running.process === null || !needsEtcd || isMember) return false;
    running.process.stop();
    running.process = null;
    return true;
  }

  #start(running: RunningPod): boolean {
    if (running.process !== null) return false;
    running.process = this.#started(running.pod);
    return running.process !== null;
  }

  #started(pod: StaticPod): Process | null {
    const machine = this.#machine;
    if (pod.name === "etcd") return startEtcd(machine, pod);
    if (pod.name === "kube-apiserver") return startApiServer(machine, pod);
    if (machine.apiServer === null) return null;
    const usual = new Map([
      ["kube-controller-manager", "10257"],
      ["kube-scheduler", "10259"],
    ]).get(pod.name);
    if (usual === undefined) return null;
    const port = Number(pod.flags.get("secure-port") ?? usual);
    return startHealth(machine, { host: flag(pod, "bind-address"), port }, pod.name, true);
  }
}
