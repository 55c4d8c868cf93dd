import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { LabError, tail } from "./lab-error.ts";

export interface RunOptions {
  /** What the command reads; nothing when left out. */
  readonly stdin?: string | Uint8Array;
  /** Milliseconds until the command and its children are killed; the code is 124 then. No limit when left out. */
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
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

/** Starts a command in a process group of its own, so that a timeout ends its children too. */
export function startCommand(argv: readonly string[], options: RunOptions = {}): Running {
  const [program, ...rest] = argv;
  if (program === undefined) throw new LabError("An empty command");
  const child = spawn(program, rest, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  child.stdin.on("error", () => {}); // a command may end without reading; its exit code says what happened
  child.stdin.end(options.stdin ?? "");
  return { pid: child.pid, done: ended(child, options) };
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
