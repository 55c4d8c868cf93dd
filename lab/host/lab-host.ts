import { readFile, writeFile } from "node:fs/promises";
import { LabError } from "../lab-error.ts";
import { labSource } from "../paths.ts";
import { failure, type RunOptions, type RunResult, startCommand } from "../run.ts";
import { until } from "../wait.ts";
import { firstProcess, HIERARCHIES, hostGroup } from "./control-groups.ts";
import { rootOf } from "./disk.ts";
import type { HostPlace } from "./power.ts";

export type ExecOptions = Pick<RunOptions, "stdin" | "env" | "onOutput" | "timeoutMs">;
export type ExecResult = RunResult;

/** A bash script, or a command with its arguments. */
export type Command = string | readonly string[];

/** A command that runs in a host. */
export interface HostProcess {
  /** Resolves when it ended; never rejects. */
  readonly done: Promise<ExecResult>;
  /** Sends a signal to the command itself, not to its children. Nothing happens when it has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** How a client reaches a host's sshd, with keys that can be checked. */
export interface SshDetails {
  readonly address: string;
  readonly port: number;
  readonly user: "root";
  readonly identityFile: string;
  readonly knownHostsFile: string;
}

/** A command in a host may take this long unless the caller says otherwise: 5 minutes. */
const DEFAULT_TIMEOUT_MS = 300_000;

const ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  USER: "root",
  LANG: "C.UTF-8",
};

/** One host of a lab, to be used while it runs. */
export class LabHost {
  readonly name: string;
  /** Reached by the machine directly. */
  readonly address: string;
  /** Its root directory as the machine sees it, running or not; /run, /proc, /dev and its own mounts are not in it. */
  readonly root: string;
  readonly ssh: SshDetails;
  readonly #place: HostPlace;

  constructor(place: HostPlace, ssh: SshDetails) {
    this.name = place.name;
    this.address = ssh.address;
    this.root = rootOf(place.directory);
    this.ssh = ssh;
    this.#place = place;
  }

  /** Runs a command as root to its end. Any exit code is a result; throws only when the host does not run. */
  async exec(command: Command, options: ExecOptions = {}): Promise<ExecResult> {
    return (await this.start(command, options)).done;
  }

  /** Runs a command that has to succeed; returns its stdout. Throws a LabError with the outputs' tails. */
  async must(command: Command, options: ExecOptions = {}): Promise<string> {
    const result = await this.exec(command, options);
    const shown = typeof command === "string" ? command : command.join(" ");
    if (result.code !== 0) throw new LabError(failure(`${this.name}: ${shown}`, result));
    return result.stdout;
  }

  /** Starts a command as root, in the host's namespaces and control groups. */
  async start(command: Command, options: ExecOptions = {}): Promise<HostProcess> {
    const { number, name } = this.#place;
    const pid = await firstProcess(number, name);
    if (pid === undefined) throw new LabError(`${name} is not running: boot it first`);
    const argv = typeof command === "string" ? ["bash", "-c", command] : command;
    const settings = Object.entries({ ...ENVIRONMENT, ...options.env }).map(([key, value]) => `${key}=${value}`);
    const enter = ["/bin/sh", labSource("host", "enter.sh"), "exec", hostGroup(number, name), String(pid)];
    const running = startCommand([...enter, "/usr/bin/env", "-i", "--chdir=/root", ...settings, ...argv], {
      timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      cwd: "/",
      keepLocks: false,
      env: { LAB_HIERARCHIES: HIERARCHIES.join(" ") },
      ...(options.stdin !== undefined && { stdin: options.stdin }),
      ...(options.onOutput && { onOutput: options.onOutput }),
    });
    return { done: running.done, kill: (signal) => signalCommand(running.pid, signal) };
  }

  /** Copies a file of the machine into the host. */
  async copyIn(localPath: string, path: string, mode = 0o755): Promise<void> {
    await this.write(path, await readFile(localPath), mode);
  }

  /** Copies a file of the host to the machine. */
  async copyOut(path: string, localPath: string): Promise<void> {
    await writeFile(localPath, Buffer.from(await this.must(["base64", "--wrap=0", path]), "base64"));
  }

  /** Writes a file in the host, with the directories above it. */
  async write(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
    const argv = ["install", "-D", `--mode=${mode.toString(8)}`, "/dev/stdin", path];
    await this.must(argv, { stdin: content });
  }

  /** Reads a text file of the host. */
  async read(path: string): Promise<string> {
    return this.must(["cat", path]);
  }
}

/** `nsenter` waits for the command, its only child, and ends as that does. A signal before that child is there waits. */
async function signalCommand(parent: number | undefined, signal: NodeJS.Signals): Promise<void> {
  if (parent === undefined) return;
  const sent = async () => {
    const children = await readFile(`/proc/${parent}/task/${parent}/children`, "utf8").catch(() => undefined);
    if (children === undefined) return true; // it has ended
    const pids = children.split(" ").filter((text) => text !== "");
    for (const pid of pids) sendSignal(Number(pid), signal);
    return pids.length > 0;
  };
  await until(`the command of process ${parent} got ${signal}`, sent, { deadlineMs: 10_000, everyMs: 2 });
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it ended in this moment
  }
}
