import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";
import type { HeldLock } from "../host.ts";
import { lockedError, lockFailedError } from "../lock-error.ts";
import { lockedExitCode, lockScript } from "../lock-script.ts";

/** Takes the lock for as long as this process lives. Errors HOST_LOCKED, HOST_LOCK_FAILED. */
export async function holdLocal(node: string, path: string, holder: string): Promise<HeldLock> {
  // Its own session: an interrupt at the terminal must not free the lock before the run has stopped.
  const child = spawn("sh", ["-c", lockScript, "kubewright-lock", path], { detached: true, stdio: "pipe" });
  child.stdin.on("error", () => {});
  child.stdin.write(`${holder.replaceAll(/\s+/g, " ")}\n`);
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const answer = await firstAnswer(child);
  if (answer.held) {
    keepsProcessAlive(child, false);
    return {
      release: async () => {
        // Whoever waits for the release waits for the child: without this the process could end in the middle of it.
        keepsProcessAlive(child, true);
        child.stdin.end();
        await closed;
      },
    };
  }
  if (answer.code === lockedExitCode) throw lockedError(node, path, answer.stdout.trim());
  throw lockFailedError(node, path, answer.stderr.trim() || `sh ended with code ${answer.code}`);
}

interface LockAnswer {
  readonly held: boolean;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function firstAnswer(child: ChildProcessWithoutNullStreams): Promise<LockAnswer> {
  return new Promise((resolve) => {
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString("utf8");
      if (stdout === "held\n") resolve({ held: true, code: 0, stdout, stderr });
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString("utf8");
    });
    once(child, "close").then(
      ([code]) => resolve({ held: false, code: typeof code === "number" ? code : -1, stdout, stderr }),
      (error: unknown) => resolve({ held: false, code: -1, stdout, stderr: String(error) }),
    );
  });
}

/** A held lock alone does not keep the process alive, for its end frees the lock; a release that is waited for does. */
function keepsProcessAlive(child: ChildProcessWithoutNullStreams, keeps: boolean): void {
  const how = keeps ? "ref" : "unref";
  child[how]();
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    if (stream instanceof Socket) stream[how]();
  }
}
