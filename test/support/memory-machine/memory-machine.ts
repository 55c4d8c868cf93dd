import { type Duplex, duplexPair } from "node:stream";
import { bootstrapKubeletConf, kubeletConf, kubeletConfigFile, manifestsDir } from "../../../src/constants/paths.ts";
import type { StreamTarget } from "../../../src/host/host.ts";
import type { FakeApiServer } from "../fake-api-server.ts";
import { FakeCri } from "../fake-cri.ts";
import { Fuse } from "../fuse.ts";
import { MemoryHost } from "../memory-host.ts";
import { type MemoryUnit, memorySystemd } from "../memory-systemd.ts";
import { startApiServer } from "./api-server-process.ts";
import type { LogOwner } from "./etcd-log.ts";
import { startEtcd } from "./etcd-process.ts";
import { startHealth } from "./health-process.ts";
import { HostSession } from "./host-session.ts";
import { tendNode } from "./kubelet-process.ts";
import { furnish } from "./machine-commands.ts";
import type { MemoryNetwork } from "./memory-network.ts";
import type { Process } from "./process.ts";
import { type StaticPod, staticPod } from "./static-pod.ts";

/** What a blown fuse does: the machine goes dark, or only the process that was at work is killed. */
export type CutKind = "power" | "kill";

interface RunningPod {
  readonly pod: StaticPod;
  readonly sandbox: string;
  process: Process | null;
}

/** A node in memory: systemd, containerd, a kubelet that starts what lies in the manifests' directory, and what it started. */
export class MemoryMachine {
  readonly host: MemoryHost;
  readonly cri = new FakeCri();
  isOn = true;
  /** How many connections find no API server yet though its Pod runs. */
  apiServerLag = 0;
  /** A kubelet of this machine that does nothing, though systemd says it runs. */
  kubeletIsStuck = false;
  readonly #units: ReadonlyMap<string, MemoryUnit>;
  readonly #ports = new Map<number, { readonly accept: (stream: Duplex) => void; readonly process: string }>();
  readonly #pods = new Map<string, RunningPod>();
  #kubelet: Process | null = null;
  #session: HostSession | null = null;
  #cutKind: CutKind = "power";
  #sandboxes = 0;

  constructor(
    readonly network: MemoryNetwork,
    readonly name: string,
    readonly address: string,
  ) {
    this.host = new MemoryHost(name);
    this.#units = memorySystemd(this.host, ["containerd.service", "chronyd.service"]);
    for (const unit of this.#units.values()) Object.assign(unit, { running: true, enabled: true });
    this.cri.garble = (bytes) => {
      const call = this.cri.calls.at(-1) ?? "";
      if (/^(Stop|Remove|Pull)/.test(call)) network.effect(`container runtime ${call}`);
      network.settle();
      return bytes;
    };
    network.machines.push(this);
    furnish(this);
    this.host.files.sync();
    this.#tellPorts();
  }

  get etcdMember(): LogOwner | null {
    const process = this.#pods.get("etcd")?.process ?? null;
    return process !== null && "member" in process ? (process.member as LogOwner) : null;
  }

  get apiServer(): FakeApiServer | null {
    const process = this.#pods.get("kube-apiserver")?.process ?? null;
    return process !== null && "server" in process ? (process.server as FakeApiServer) : null;
  }

  unit(name: string): MemoryUnit | undefined {
    return this.#units.get(name);
  }

  /** Who is at work on this machine from here on, and what happens when its fuse blows. */
  open(cutKind: CutKind): HostSession {
    this.#cutKind = cutKind;
    this.#session = new HostSession(this);
    return this.#session;
  }

  effectDone(): void {
    this.#session?.effectDone();
  }

  /** The fuse has blown. */
  cut(): void {
    this.#session?.die();
    if (this.#cutKind === "kill") this.host.fuse = new Fuse();
    else this.#goDark();
  }

  /** Power is there again: what was not on the disk is gone, enabled services start. */
  boot(): void {
    this.#goDark();
    this.host.boot();
    this.isOn = true;
    this.network.settle();
  }

  listen(port: number, accept: (stream: Duplex) => void, process: string): void {
    this.#ports.set(port, { accept, process });
    this.#tellPorts();
  }

  silence(...ports: readonly number[]): void {
    for (const port of ports) this.#ports.delete(port);
    this.#tellPorts();
  }

  /** What `ss -Hltnp` prints. */
  listening(): string {
    const line = ([port, { process }]: [number, { process: string }]) =>
      `LISTEN 0 4096 *:${port} *:* users:(("${process.slice(0, 15)}",pid=4${port},fd=3))\n`;
    return [...this.#ports].map(line).join("");
  }

  /** A connection to this machine. */
  connect(target: StreamTarget): Duplex {
    const accept = "socket" in target ? this.#socket(target.socket) : this.#port(target.port);
    if (accept === undefined) {
      const code = "socket" in target ? "ENOENT" : "ECONNREFUSED";
      throw Object.assign(new Error(`connect ${code}`), { code });
    }
    const [mine, theirs] = duplexPair();
    accept(theirs);
    return mine;
  }

  /** A file that another program writes, and syncs. */
  grow(path: string, content: string, mode = 0o644): void {
    this.host.files.place({ path, state: { type: "file", content, mode, owner: "0:0" } });
  }

  /** One round of what kubelet and containers have to do; true when something was done. */
  react(): boolean {
    const before = this.host.files.changes;
    const isAlive = this.#tendKubelet();
    let changed = this.#stopLostPods(isAlive);
    if (isAlive) changed = this.#startPods() || changed;
    for (const running of this.#pods.values()) {
      changed = this.#stopOrphan(running) || this.#startProcess(running) || changed;
    }
    if (isAlive)
      changed =
        tendNode(
          this,
          [...this.#pods.values()].map(({ pod }) => pod),
        ) || changed;
    return changed || this.host.files.changes !== before;
  }

  #port(port: number): ((stream: Duplex) => void) | undefined {
    const found = this.#ports.get(port);
    if (found?.process !== "kube-apiserver" || this.apiServerLag === 0) return found?.accept;
    this.apiServerLag -= 1;
    return undefined;
  }

  #socket(path: string): ((stream: Duplex) => void) | undefined {
    const isRunning = this.#units.get("containerd.service")?.running === true;
    return isRunning && /^(\/var)?\/run\/containerd\/containerd\.sock$/.test(path) ? this.cri.accept : undefined;
  }

  /** systemd starts a kubelet that failed again and again, so it runs as soon as it can. */
  #tendKubelet(): boolean {
    const files = [kubeletConf, bootstrapKubeletConf].filter((path) => this.host.text(path) !== null);
    const isRunning = this.#units.get("kubelet.service")?.running === true;
    const canRun = isRunning && !this.kubeletIsStuck && this.host.text(kubeletConfigFile) !== null && files.length > 0;
    if (canRun && this.#kubelet === null) {
      const health = startHealth(this, 10248, "kubelet", false);
      this.listen(10250, () => undefined, "kubelet");
      this.#kubelet = { stop: () => [health.stop(), this.silence(10250)] };
    }
    if (!canRun && this.#kubelet !== null) {
      this.#kubelet.stop();
      this.#kubelet = null;
    }
    return canRun;
  }

  #manifests(): ReadonlyMap<string, string> {
    const names = (this.host.files.names(manifestsDir) ?? []).filter((name) => /^[^.].*\.yaml$/.test(name));
    const texts = names.map((name) => this.host.text(`${manifestsDir}/${name}`) ?? "");
    return new Map(texts.map((text) => [staticPod(text).name, text]));
  }

  #stopLostPods(kubeletIsAlive: boolean): boolean {
    const wanted = kubeletIsAlive ? this.#manifests() : null;
    let changed = false;
    for (const [name, { pod, sandbox, process }] of this.#pods) {
      const isThere = this.cri.sandboxes.get(sandbox)?.ready === true;
      if (isThere && (wanted === null || wanted.get(name) === pod.text)) continue;
      process?.stop();
      this.#pods.delete(name);
      this.cri.sandboxes.delete(sandbox);
      changed = true;
    }
    return changed;
  }

  #startPods(): boolean {
    const missing = [...this.#manifests()].filter(([name]) => !this.#pods.has(name));
    if (!this.#units.get("containerd.service")?.running) return false;
    for (const [name, text] of missing) {
      this.#sandboxes += 1;
      const sandbox = `${this.#sandboxes}`.padStart(64, "a");
      const id = { id: sandbox, name: `${name}-${this.name}`, namespace: "kube-system" };
      this.cri.sandboxes.set(sandbox, { ...id, ready: true, createdAt: this.host.clock });
      this.#pods.set(name, { pod: staticPod(text), sandbox, process: null });
    }
    return missing.length > 0;
  }

  /** A member that was removed from etcd ends, and an API server without etcd does. */
  #stopOrphan(running: RunningPod): boolean {
    const member = this.etcdMember;
    const members = this.network.stores.get(member?.clusterId ?? "")?.etcd.members ?? [];
    const isMember = members.some(({ ID }) => ID === member?.memberId);
    const needsEtcd = ["etcd", "kube-apiserver"].includes(running.pod.name);
    if (running.process === null || !needsEtcd || isMember) return false;
    running.process.stop();
    running.process = null;
    return true;
  }

  #startProcess(running: RunningPod): boolean {
    if (running.process !== null) return false;
    running.process = this.#started(running.pod);
    return running.process !== null;
  }

  #started(pod: StaticPod): Process | null {
    if (pod.name === "etcd") return startEtcd(this, pod);
    if (pod.name === "kube-apiserver") return startApiServer(this, pod);
    if (this.apiServer === null) return null;
    if (pod.name === "kube-controller-manager") return startHealth(this, 10257, pod.name, true);
    return pod.name === "kube-scheduler" ? startHealth(this, 10259, pod.name, true) : null;
  }

  #goDark(): void {
    this.isOn = false;
    for (const { process } of this.#pods.values()) process?.stop();
    this.#pods.clear();
    this.cri.sandboxes.clear();
    this.cri.dropConnections();
    this.#kubelet?.stop();
    this.#kubelet = null;
    this.network.settle();
  }

  #tellPorts(): void {
    const line = (port: number) =>
      `   0: 00000000:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000 0A \n`;
    this.grow("/proc/net/tcp", [...this.#ports.keys()].map(line).join(""));
  }
}
