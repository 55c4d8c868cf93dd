import type { Duplex } from "node:stream";
import type {
  Command,
  ExecResult,
  FileState,
  FileWrite,
  HeldLock,
  Host,
  StreamTarget,
} from "../../../src/host/host.ts";
import { PowerCut } from "../fuse.ts";
import type { MemoryMachine } from "./memory-machine.ts";

/** The machine as one process has it. When the fuse blows the process is no more: nothing it waits for ever answers. */
export class HostSession implements Host {
  readonly name: string;
  readonly died: Promise<void>;
  /** Called after each effect of the process with their number so far. */
  onEffect: (effects: number) => void = () => undefined;
  readonly #machine: MemoryMachine;
  readonly #locks: HeldLock[] = [];
  readonly #streams = new Set<Duplex>();
  #isDead = false;
  #announce: () => void = () => undefined;

  constructor(machine: MemoryMachine) {
    this.#machine = machine;
    this.name = machine.name;
    this.died = new Promise((resolve) => {
      this.#announce = resolve;
    });
  }

  /** The kernel frees what the process held. */
  die(): void {
    this.#isDead = true;
    for (const lock of this.#locks.splice(0)) void lock.release();
    for (const stream of this.#streams) stream.destroy();
    this.#announce();
  }

  effectDone(): void {
    this.onEffect(this.#machine.host.fuse.burned);
  }

  read(paths: readonly string[]): Promise<ReadonlyMap<string, FileState>> {
    return this.#alive(async () => {
      const found = new Map(await this.#machine.host.read(paths));
      for (const path of paths) if (this.#machine.serves(path)) found.set(path, { type: "other" });
      return found;
    });
  }

  list(directories: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.#alive(() => this.#machine.host.list(directories));
  }

  modified(paths: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.#alive(() => this.#machine.host.modified(paths));
  }

  probe(command: Command): Promise<ExecResult> {
    return this.#alive(() => this.#machine.host.probe(command));
  }

  run(command: Command): Promise<ExecResult> {
    return this.#effect(() => this.#machine.host.run(command));
  }

  write(writes: readonly FileWrite[]): Promise<void> {
    return this.#effect(() => this.#machine.host.write(writes));
  }

  dial(target: StreamTarget): Promise<Duplex> {
    return this.#alive(async () => {
      this.#machine.host.fuse.check();
      const stream = this.#machine.network.connect(this.#machine, target);
      this.#streams.add(stream);
      stream.once("close", () => this.#streams.delete(stream));
      return stream;
    });
  }

  hold(path: string, holder: string): Promise<HeldLock> {
    return this.#alive(async () => {
      const lock = await this.#machine.host.hold(path, holder);
      this.#locks.push(lock);
      return lock;
    });
  }

  async close(): Promise<void> {}

  async #effect<T>(act: () => Promise<T>): Promise<T> {
    const result = await this.#alive(act);
    this.#machine.network.settle();
    this.effectDone();
    return result;
  }

  async #alive<T>(act: () => Promise<T>): Promise<T> {
    if (this.#isDead) return new Promise(() => undefined);
    try {
      const result = await act();
      return this.#isDead ? new Promise(() => undefined) : result;
    } catch (error) {
      if (this.#isDead) return new Promise(() => undefined);
      if (!(error instanceof PowerCut)) throw error;
      this.#machine.cut();
      return new Promise(() => undefined);
    }
  }
}
