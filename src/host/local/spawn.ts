import { type ChildProcess, spawn } from "node:child_process";
import { reveal } from "../../secret.ts";
import type { Command, ExecResult } from "../host.ts";

/** Bytes of each output that are read; a command that says more is ended, because half an answer must not be taken for one. */
const outputLimit = 10 * 1024 * 1024;
const defaultTimeoutMs = 60_000;
/** Where system tools are, also when the user's own PATH leaves them out. */
const systemDirectories = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Runs a command on this machine without a shell and waits for its end and the end of its outputs.
 * It has its own session, so an interrupt at the terminal does not end it halfway; at its deadline its whole process group is killed.
 */
export function spawnLocal(command: Command): Promise<ExecResult> {
  return new Promise((resolve) => {
    const [file, ...args] = command.argv;
    const child = spawn(file, args, { detached: true, env: environment(), stdio: ["pipe", "pipe", "pipe"] });
    const outputs = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let ended: string | undefined;
    const end = (reason: string): void => {
      ended ??= reason;
      killGroup(child);
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timeoutMs = command.timeoutMs ?? defaultTimeoutMs;
    const timer = setTimeout(() => end(`ended after ${timeoutMs / 1000} s`), timeoutMs);
    collect(child, outputs, () => end(`ended: more than ${outputLimit} bytes of output`));
    const answer = (code: number, reason: string | undefined): void => {
      clearTimeout(timer);
      const stderr = Buffer.concat(outputs.stderr).toString("utf8");
      resolve({
        code,
        stdout: Buffer.concat(outputs.stdout).toString("utf8"),
        stderr:
          reason === undefined ? stderr : `${stderr}${stderr === "" || stderr.endsWith("\n") ? "" : "\n"}${reason}\n`,
      });
    };
    child.on("error", (error) => answer(-1, error.message));
    child.on("close", (code, signal) => {
      if (ended !== undefined) answer(-1, ended);
      else answer(code ?? -1, signal === null ? undefined : `ended by ${signal}`);
    });
    // A command may end without reading its input: that is its right, not an error.
    child.stdin.on("error", () => {});
    child.stdin.end(command.stdin === undefined ? undefined : reveal(command.stdin));
  });
}

function collect(
  child: ChildProcess,
  outputs: { readonly stdout: Buffer[]; readonly stderr: Buffer[] },
  tooMuch: () => void,
): void {
  for (const name of ["stdout", "stderr"] as const) {
    let bytes = 0;
    child[name]?.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > outputLimit) tooMuch();
      else outputs[name].push(chunk);
    });
  }
}

/** LC_ALL=C: what the parsers read. */
function environment(): NodeJS.ProcessEnv {
  const own = process.env["PATH"];
  return { ...process.env, LC_ALL: "C", PATH: own === undefined ? systemDirectories : `${own}:${systemDirectories}` };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // ESRCH: it has just ended by itself.
  }
}
