import { type Duplex, duplexPair } from "node:stream";
import { bootstrapKubeletConf, kubeletConf, kubeletConfigFile } from "../../../src/constants/paths.ts";
import type { StreamTarget } from "../../../src/host/host.ts";
import { parseYaml } from "../../../src/yaml.ts";
import type { FakeApiServer } from "../fake-api-server.ts";
import { FakeCri } from "../fake-cri.ts";
import { Fuse } from "../fuse.ts";
import { MemoryHost } from "../memory-host.ts";
import { type MemoryUnit, memorySystemd } from "../memory-systemd.ts";
import type { LogOwner } from "./etcd-log.ts";
import { startHealth } from "./health-process.ts";
import { HostSession } from "./host-session.ts";
import { tendNode } from "./kubelet-process.ts";
import { furnish } from "./machine-commands.ts";
import { MachinePods } from "./machine-pods.ts";
import { MachinePorts } from "./machine-ports.ts";
import type { MemoryNetwork } from "./memory-network.ts";
import type { Process } from "./process.ts";

/** What a blown fuse does: the machine goes dark, or only the process that was at work is killed. */
export type CutKind = "power" | "kill";

/** A node in memory: systemd, containerd, a kubelet that starts what lies in the manifests' directory, and what it started. */
export class MemoryMachine {
  readonly host: MemoryHost;
  readonly cri = new FakeCri();
  isOn = true;
  readonly ports: MachinePorts;
  /** Where container runtimes listen, below /run. */
  readonly criSockets = new Set(["/run/containerd/containerd.sock"]);
  /** A kubelet of this machine that does nothing, though systemd says it runs. */
  kubeletIsStuck = false;
  /** A kubelet of this machine that once found no API server does not look again before it is started anew: its pauses have grown long. */
  kubeletPauses = false;
  readonly #units: Map<string, MemoryUnit>;
  readonly #pods = new MachinePods(this);
  #kubelet: Process | null = null;
  #session: HostSession | null = null;
  #cutKind: CutKind = "power";

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
    this.ports = new MachinePorts((text) => this.grow("/proc/net/tcp", text));
    this.host.files.sync();
  }

  /** The same machine in another network: its disk, its images, and what systemd runs. */
  twin(network: MemoryNetwork): MemoryMachine {
    const twin = new MemoryMachine(network, this.name, this.address);
    twin.isOn = this.isOn;
    twin.host.clock = this.host.clock;
    twin.host.files.copy(this.host.files);
    for (const [name, image] of this.cri.images) twin.cri.images.set(name, image);
    for (const [name, unit] of this.#units) twin.#units.set(name, { ...unit });
    return twin;
  }

  get etcdMember(): LogOwner | null {
    const process = this.#pods.process("etcd");
    return process !== null && "member" in process ? (process.member as LogOwner) : null;
  }

  get apiServer(): FakeApiServer | null {
    const process = this.#pods.process("kube-apiserver");
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

  /** @param hosts the addresses at which it listens; all when left out */
  listen(port: number, accept: (stream: Duplex) => void, process: string, hosts?: readonly string[]): void {
    this.ports.listen(port, accept, process, hosts);
  }

  silence(...ports: readonly number[]): void {
    this.ports.silence(ports);
  }

  /** A connection to this machine. */
  connect(target: StreamTarget): Duplex {
    const accept =
      "socket" in target ? this.#socket(target.socket) : this.ports.at(target.port, target.host ?? "127.0.0.1");
    if (accept === undefined) {
      const code = "socket" in target ? "ENOENT" : "ECONNREFUSED";
      throw Object.assign(new Error(`connect ${code}`), { code });
    }
    const [mine, theirs] = duplexPair();
    accept(theirs);
    return mine;
  }

  /** Whether a socket lies at the path. */
  serves(path: string): boolean {
    return this.#socket(path) !== undefined;
  }

  /** A file that another program writes, and syncs. */
  grow(path: string, content: string, mode = 0o644): void {
    this.host.files.place({ path, state: { type: "file", content, mode, owner: "0:0" } });
  }

  /** One round of what kubelet and containers have to do; true when something was done. */
  react(): boolean {
    const before = this.host.files.changes;
    const isAlive = this.#tendKubelet();
    let changed = this.#pods.react(isAlive);
    if (isAlive) changed = tendNode(this, this.#pods.manifests) || changed;
    return changed || this.host.files.changes !== before;
  }

  #socket(path: string): ((stream: Duplex) => void) | undefined {
    const isRunning = this.#units.get("containerd.service")?.running === true;
    return isRunning && this.criSockets.has(path.replace(/^\/var\/run\//, "/run/")) ? this.cri.accept : undefined;
  }

  /** systemd starts a kubelet that failed again and again, so it runs as soon as it can. */
  #tendKubelet(): boolean {
    const files = [kubeletConf, bootstrapKubeletConf].filter((path) => this.host.text(path) !== null);
    const isRunning = this.#units.get("kubelet.service")?.running === true;
    const canRun = isRunning && !this.kubeletIsStuck && this.host.text(kubeletConfigFile) !== null && files.length > 0;
    if (canRun && this.#kubelet === null) {
      const health = startHealth(this, kubeletHealth(this.host.text(kubeletConfigFile) ?? ""), "kubelet", false);
      this.listen(10250, () => undefined, "kubelet");
      this.#kubelet = { stop: () => [health.stop(), this.silence(10250)] };
    }
    if (!canRun && this.#kubelet !== null) {
      this.#kubelet.stop();
      this.#kubelet = null;
    }
    return canRun;
  }

  #goDark(): void {
    this.isOn = false;
    this.#pods.clear();
    this.#kubelet?.stop();
    this.#kubelet = null;
    this.network.settle();
  }
}

/** Where a kubelet of this configuration tells how it is. */
function kubeletHealth(configuration: string): { host: string; port: number } {
  const { healthzBindAddress: host, healthzPort: port } = parseYaml(configuration) as {
    readonly healthzBindAddress: string;
    readonly healthzPort: number;
  };
  return { host, port };
}
