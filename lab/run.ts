import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync, unlinkSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { LabError, tail } from "./lab-error.ts";
import { heldLocks } from "./lock.ts";

export interface RunOptions {
  /** What the command reads; nothing when left out. */
  readonly stdin?: string | Uint8Array;
  /** Milliseconds until the command and its children are killed; the code is 124 then. No limit when left out. */
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Whether this process's locks stay held until the command ends. Default true. */
  readonly keepLocks?: boolean;
  /** Gets both outputs as they come. */
  readonly onOutput?: (text: string) => void;
}

export interface RunResult {
  /** The exit code; 128 plus the number when a signal ended it, 124 after a timeout, 127 when it did not start. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command on its way. */
export interface Running {
  readonly pid: number | undefined;
  /** Resolves when it ended and its outputs are closed; never rejects. */
  readonly done: Promise<RunResult>;
}

const groups = new Set<number>();

/** Starts a command in a process group of its own, so that a timeout ends its children too. */
export function startCommand(argv: readonly string[], options: RunOptions = {}): Running {
  const [program, ...rest] = argv;
  if (program === undefined) throw new LabError("An empty command");
  const input = options.stdin === undefined ? undefined : inputFile(options.stdin);
  const child = spawn(program, rest, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: [input ?? "ignore", "pipe", "pipe", ...(options.keepLocks === false ? [] : heldLocks())],
    detached: true,
  });
  if (input !== undefined) closeSync(input);
  const { pid } = child;
  if (pid !== undefined) groups.add(pid);
  const done = ended(child, options).finally(() => groups.delete(pid ?? 0));
  return { pid, done };
}

/** Ends everything this process has started and not yet seen end. For the moment before it ends itself. */
export function endAllCommands(): void {
  for (const pid of groups) killGroup(pid);
}

/** Runs a command to its end. */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return startCommand(argv, options).done;
}

/** Runs a command that has to succeed; returns its stdout. Throws a LabError with the outputs' tails. */
export async function must(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await run(argv, options);
  if (result.code !== 0) throw new LabError(failure(argv.join(" "), result));
  return result.stdout;
}

/** The words for a command that failed. */
export function failure(command: string, result: RunResult): string {
  const shown = command.length > 300 ? `${command.slice(0, 300)}…` : command;
  return [`Exit code ${result.code} from: ${shown}`, tail(result.stderr), tail(result.stdout)]
    .filter((part) => part !== "")
    .join("\n");
}

/** A file in memory without a name: unlike Node's pipes, which are sockets, a command can open it as /dev/stdin. */
function inputFile(content: string | Uint8Array): number {
  const file = join("/dev/shm", `kubewright-lab-${randomUUID()}`);
  writeFileSync(file, content, { mode: 0o600, flag: "wx" });
  const descriptor = openSync(file, "r");
  unlinkSync(file);
  return descriptor;
}

function ended(child: ChildProcess, options: RunOptions): Promise<RunResult> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let expired = false;
  child.stdout?.on("data", (chunk: Buffer) => collect(out, chunk, options));
  child.stderr?.on("data", (chunk: Buffer) => collect(err, chunk, options));
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          expired = true;
          killGroup(child.pid);
        }, options.timeoutMs);
  return new Promise((resolve) => {
    const finish = (code: number, note = "") => {
      clearTimeout(timer);
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() + note });
    };
    child.on("error", (error) => finish(127, error.message));
    child.on("close", (code, signal) => {
      if (expired) finish(124, `\nended after ${(options.timeoutMs ?? 0) / 1000} s without an answer`);
      else finish(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

function collect(into: Buffer[], chunk: Buffer, options: RunOptions): void {
  into.push(chunk);
  options.onOutput?.(chunk.toString());
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it ended in this moment
  }
}
