import { runCommandLine } from "../../../src/cli/run-command-line.ts";
import { Fuse } from "../fuse.ts";
import { memoryIo } from "../memory-io.ts";
import type { CutKind, MemoryMachine } from "./memory-machine.ts";

/** How a run is disturbed, and what it is given. */
export interface RunWishes {
  /** What `--config -` reads. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** After so many effects the fuse blows. */
  readonly cutAfter?: number;
  readonly cut?: CutKind;
  /** After so many effects the user types Ctrl-C. */
  readonly interruptAfter?: number;
  readonly answers?: readonly string[];
}

/** What a run came to. */
export interface Ran {
  /** null: it was cut off before it could answer. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** What it changed, in order. */
  readonly effects: readonly string[];
  /** How many of them burned the fuse. */
  readonly burned: number;
}

/** Types a command line on the machine and waits for its end. */
export async function kubewright(
  machine: MemoryMachine,
  argv: readonly string[],
  wishes: RunWishes = {},
): Promise<Ran> {
  const { host, network } = machine;
  network.watched = machine;
  const fuse = new Fuse(wishes.cutAfter);
  host.fuse = fuse;
  const first = host.effects.length;
  const session = machine.open(wishes.cut ?? "power");
  const { input, env, answers, interruptAfter } = wishes;
  const given = {
    ...(input === undefined ? {} : { input }),
    ...(env === undefined ? {} : { env }),
    ...(answers === undefined ? {} : { answers }),
  };
  const io = memoryIo({ ...given, host: session });
  session.onEffect = (effects) => {
    if (interruptAfter !== undefined && effects >= interruptAfter) io.interrupt();
  };
  const code = await Promise.race([
    runCommandLine(argv, { ...io, now: () => Date.now() }),
    session.died.then(() => null),
  ]);
  network.watched = null;
  return { code, out: io.out(), err: io.err(), effects: host.effects.slice(first), burned: fuse.burned };
}
