import type { Duplex } from "node:stream";

type Accept = (stream: Duplex) => void;

interface Listener {
  readonly accept: Accept;
  readonly process: string;
  /** The addresses at which it listens. */
  readonly hosts: readonly string[];
}

/** What stands for all addresses of a machine. */
const anyHost: readonly string[] = ["0.0.0.0", "::"];

/** The TCP ports of a machine at which something listens. */
export class MachinePorts {
  /** How many connections find no API server yet though its Pod runs. */
  apiServerLag = 0;
  readonly #ports = new Map<number, Listener>();
  readonly #tell: (procNetTcp: string) => void;

  /** @param tell is given the text of /proc/net/tcp whenever it changes */
  constructor(tell: (procNetTcp: string) => void) {
    this.#tell = tell;
    tell("");
  }

  /** @param hosts the addresses at which it listens; all when left out */
  listen(port: number, accept: Accept, process: string, hosts = anyHost): void {
    this.#ports.set(port, { accept, process, hosts });
    this.#told();
  }

  silence(ports: readonly number[]): void {
    for (const port of ports) this.#ports.delete(port);
    this.#told();
  }

  /** Who takes a connection at the port of one of the machine's addresses. */
  at(port: number, host: string): Accept | undefined {
    const found = this.#ports.get(port);
    if (found?.hosts.some((each) => each === host || anyHost.includes(each)) !== true) return undefined;
    if (found.process !== "kube-apiserver" || this.apiServerLag === 0) return found.accept;
    this.apiServerLag -= 1;
    return undefined;
  }

  /** What `ss -Hltnp` prints. */
  listed(): string {
    const line = ([port, { process }]: [number, { process: string }]) =>
      `LISTEN 0 4096 *:${port} *:* users:(("${process.slice(0, 15)}",pid=4${port},fd=3))\n`;
    return [...this.#ports].map(line).join("");
  }

  #told(): void {
    const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, "0");
    const line = (port: number) => `   0: 00000000:${hex(port)} 00000000:0000 0A \n`;
    this.#tell([...this.#ports.keys()].map(line).join(""));
  }
}
