import { lookup } from "node:dns/promises";
import type { JoinFlags } from "../../config/join-flags.ts";
import { anyMachine, loadSshJoin } from "../../config/load-ssh-join.ts";
import { holderText } from "../../engine/lock.ts";
import { type ExitCode, exitCodes } from "../../errors.ts";
import { inHostOrder } from "../../fleet/host-order.ts";
import { type SshFlags, sshOpener } from "../../fleet/ssh-opener.ts";
import type { Io } from "../../io.ts";
import { readSource } from "../../read-source.ts";
import { openReporter } from "../../report/open-reporter.ts";
import type { Reporter } from "../../report/reporter.ts";
import { changesOf, type Outcome, refuseIncomplete } from "../outcome.ts";
import { refuseFlags } from "./flags-over-ssh.ts";
import { joinHosts } from "./join-hosts.ts";
import { type SshDefaults, sshTargets } from "./targets.ts";

/** What `join --ssh` is told on the command line. */
export interface SshJoinOptions {
  /** As one would type them after `ssh`. */
  readonly hosts: readonly string[];
  readonly flags: JoinFlags;
  readonly defaults: SshDefaults;
  readonly ssh: SshFlags;
  readonly output: "text" | "json";
  readonly verbosity: number;
}

/** Joins machines to this host's cluster over SSH, or shows how with --dry-run. Throws what is left undone. */
export async function runSshJoin(io: Io, options: SshJoinOptions): Promise<ExitCode> {
  refuseFlags(options.flags, options.hosts.length);
  const targets = sshTargets(options.hosts, options.defaults);
  const source = await readSource(options.flags.config, io);
  loadSshJoin({ source, flags: options.flags, machine: anyMachine });
  const opener = await sshOpener(io, options.ssh);
  const here = await io.open();
  try {
    const isPlan = options.flags["dry-run"] === true;
    const { output, verbosity } = options;
    const reporter = await openReporter(io, { output, verbosity, view: isPlan ? "plan" : "run", manyHosts: true });
    // A plan is read host by host, so that nothing of it is told before it is whole.
    const order = inHostOrder(reporter.tell, []);
    const tell = isPlan && output === "text" ? order.tell : reporter.tell;
    const began = io.now();
    try {
      const outcome = await join(io, here, { targets, source, flags: options.flags, openHost: opener.open, tell });
      order.flush();
      await reporter.close();
      refuseIncomplete(outcome);
      if (!isPlan) sayDone(reporter, outcome, io.now() - began);
      return exitCodes.done;
    } finally {
      order.flush();
      await reporter.close();
    }
  } finally {
    await here.close();
    await opener.close();
  }
}

type Given = Pick<Parameters<typeof joinHosts>[0], "targets" | "source" | "flags" | "openHost" | "tell">;

function join(io: Io, here: Parameters<typeof joinHosts>[0]["here"], given: Given): Promise<Outcome> {
  const who = { user: io.env["USER"] ?? "root", pid: process.pid, at: new Date(io.now()).toISOString() };
  return joinHosts({
    ...given,
    here,
    mode: given.flags["dry-run"] === true ? "plan" : "apply",
    resolve: addressesOf,
    now: io.now,
    signal: io.signal,
    holder: holderText("join --ssh", who),
  });
}

/** A name that only ssh's own configuration knows has none here. */
async function addressesOf(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

function sayDone(reporter: Reporter, { ends }: Outcome, took: number): void {
  const names = ends.map(({ host }) => host).sort();
  const changes = changesOf(ends);
  const seconds = (took / 1000).toFixed(1);
  const sum =
    changes === 0
      ? `Nothing to change: ${names.join(", ")} ${names.length === 1 ? "is" : "are"} in the cluster (${seconds} s).`
      : `Joined in ${seconds} s: ${names.join(", ")}.`;
  reporter.say(`\n${sum}\n`, { type: "result", joined: names, changes, durationMs: took });
}
