import type { Outcome } from "../../../src/apply/outcome.ts";
import { joinHosts } from "../../../src/apply/ssh-join/join-hosts.ts";
import { sshTargets } from "../../../src/apply/ssh-join/targets.ts";
import type { JoinFlags } from "../../../src/config/join-flags.ts";
import type { RunEvent } from "../../../src/engine/event.ts";
import { exitCodes, KubewrightError } from "../../../src/errors.ts";
import { Fuse } from "../fuse.ts";
import type { MemoryMachine } from "./memory-machine.ts";
import { remoteHost } from "./remote-host.ts";

/** How a join over SSH came out. */
export interface SshJoined {
  /** null: the process was killed, or it threw. */
  readonly outcome: Outcome | null;
  readonly error: unknown;
  readonly events: readonly RunEvent[];
  /** "w1: write /path", in order. */
  readonly effects: readonly string[];
}

/** How it is disturbed, and what is typed with it. */
export interface SshJoinWishes {
  readonly flags?: JoinFlags;
  /** After so many effects, on whatever machine, the process is killed. */
  readonly killedAfter?: number;
  /** A machine that loses its power when this is told of it. */
  readonly lost?: { readonly name: string; readonly when: (event: RunEvent) => boolean };
}

/** Types `join --ssh` on a machine; the words are names of machines of its network, or their addresses. */
export async function joinOverSsh(
  here: MemoryMachine,
  words: readonly string[],
  { flags = {}, killedAfter, lost }: SshJoinWishes = {},
): Promise<SshJoined> {
  const { network } = here;
  const fuse = new Fuse(killedAfter);
  const before = network.machines.map(({ host }) => host.effects.length);
  for (const { host } of network.machines) host.fuse = fuse;
  const sessions = network.machines.map((machine) => ({
    machine,
    session: machine.open(machine.name === lost?.name ? "power" : "kill"),
  }));
  const own = sessions.find(({ machine }) => machine === here);
  if (own === undefined) throw new Error(`${here.name} is in another network`);
  network.watched = here;
  const events: RunEvent[] = [];
  const stop = new AbortController();
  const run = joinHosts({
    here: own.session,
    targets: sshTargets(words, {}),
    source: undefined,
    flags,
    mode: flags["dry-run"] === true ? "plan" : "apply",
    openHost: async ({ name, ssh }) => {
      const found = sessions.find(({ machine }) => machine === network.find(ssh.address));
      if (found !== undefined) return remoteHost(found.session);
      throw new KubewrightError("HOST_UNREACHABLE", {
        what: `${name} port 22 cannot be reached.`,
        next: "See that the machine is up.",
        exitCode: exitCodes.unreachable,
      });
    },
    resolve: async (name) => network.machines.filter((each) => each.name === name).map(({ address }) => address),
    tell: (event) => {
      events.push(event);
      if (event.host === lost?.name && lost.when(event)) network.find(lost.name)?.cut();
    },
    now: () => Date.now(),
    signal: stop.signal,
    holder: "a test",
  });
  const end = await Promise.race([
    run.then(
      (outcome) => ({ outcome, error: null }),
      (error: unknown) => ({ outcome: null, error }),
    ),
    ...sessions
      .filter(({ machine }) => machine.name !== lost?.name)
      .map(({ session }) => session.died.then(() => ({ outcome: null, error: null }))),
  ]);
  network.watched = null;
  stop.abort();
  for (const { session } of sessions) session.die();
  const effects = network.machines.flatMap(({ name, host }, at) =>
    host.effects.slice(before[at]).map((effect) => `${name}: ${effect}`),
  );
  for (const { host } of network.machines) host.fuse = new Fuse();
  return { ...end, events, effects };
}
