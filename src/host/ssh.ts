import { KubewrightError } from "../errors.ts";
import type { Host } from "./host.ts";
import { becomeRoot } from "./ssh/become-root.ts";
import { Dialler } from "./ssh/dial.ts";
import { holdLock } from "./ssh/hold-lock.ts";
import { listDirectories } from "./ssh/list-directories.ts";
import { modifiedTimes } from "./ssh/modified-times.ts";
import { Questions } from "./ssh/questions.ts";
import { readFiles } from "./ssh/read-files.ts";
import { probeCommand, runCommand } from "./ssh/run-command.ts";
import type { Shell, ShellWay } from "./ssh/script-call.ts";
import { connectionLost, Sessions } from "./ssh/sessions.ts";
import { SshRun, type SshRunOptions, type Way } from "./ssh/ssh-run.ts";
import { writeFiles } from "./ssh/write-files.ts";

export type { SshQuestion } from "./ssh/answers.ts";
export type { SshRun, SshRunOptions } from "./ssh/ssh-run.ts";

/** A machine to reach over SSH. */
export interface SshTarget {
  /** The node's name; every error has it. */
  readonly name: string;
  /** What one would type after `ssh`: an alias of the ssh configuration, a name, an address. */
  readonly address: string;
  readonly port?: number;
  readonly user?: string;
  /** A path; `~`, %h, %d and their like are understood. */
  readonly identityFile?: string;
  /** "user@host:port", several with commas between them, the nearest first. */
  readonly proxyJump?: string;
  /** An ssh configuration of its own, as `vagrant ssh-config` prints it. */
  readonly configFile?: string;
  /** false: never sudo. Left out or true: sudo where the login is not root. */
  readonly sudo?: boolean;
  /** Where the machine's own ports are tried from here when its sshd forbids forwarding and it has no socat. */
  readonly directAddress?: string;
}

/** What all machines of one run share. Make one for each run, and close it at the end. */
export function sshRun(options: SshRunOptions = {}): SshRun {
  return new SshRun(options);
}

/**
 * Logs in to a machine and finds out how to become root there. All errors are KubewrightError HOST_* with the node's name; exit code 4 for
 * those about the way to it.
 */
export async function openSshHost(target: SshTarget, run: SshRun): Promise<Host> {
  const { name } = target;
  const placed = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw error instanceof KubewrightError ? error.at({ node: name }) : error;
    }
  };
  const way = await placed(() => reach(target, run));
  const shell = await placed(() => openShell(target, run, way));
  const dialler = new Dialler(shell, target.directAddress);
  return {
    name,
    read: (paths) => placed(() => readFiles(shell, name, paths)),
    list: (directories) => placed(() => listDirectories(shell, name, directories)),
    modified: (paths) => placed(() => modifiedTimes(shell, name, paths)),
    probe: (command) => placed(() => probeCommand(shell, command)),
    run: (command) => placed(() => runCommand(shell, command)),
    dial: (to) => placed(() => dialler.dial(to)),
    write: async (writes) => void (await placed(() => writeFiles(shell, name, writes))),
    writeThenLook: (writes, looks) => placed(() => writeFiles(shell, name, writes, looks)),
    hold: (path, holder) => placed(() => holdLock(shell, name, path, holder)),
    lost: () => (way.connection.isOver ? connectionLost(way.connection.reason).at({ node: name }) : null),
    close: () => way.leave(),
  };
}

function reach(target: SshTarget, run: SshRun): Promise<Way> {
  const { name, address, port, user, identityFile, proxyJump, configFile } = target;
  const identityFiles = identityFile === undefined ? undefined : [identityFile];
  return run.reach({ name, alias: address, port, user, identityFiles, proxyJump }, configFile);
}

async function openShell(target: SshTarget, run: SshRun, way: Way): Promise<Shell> {
  const { connection, hop } = way;
  const plain: ShellWay = { connection, sessions: new Sessions(connection), privilege: { kind: "none" } };
  const asking = (way: ShellWay): Shell => ({ ...way, questions: new Questions(way) });
  if (hop.user === "root" || target.sudo === false) return asking(plain);
  try {
    return asking({ ...plain, privilege: await becomeRoot(plain, hop, run.answers) });
  } catch (error) {
    await way.leave();
    throw error;
  }
}
