import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { LabError } from "./lab-error.ts";

/**
 * Runs `work` while this process alone holds the lock on `file`. The lock is a kernel lock held by a small child
 * that lives as long as its stdin: when this process dies, however it dies, the lock is free.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, onWait?: () => void): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const release = await take(file, onWait);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function take(file: string, onWait?: () => void): Promise<() => Promise<void>> {
  const holder = spawn("flock", ["--exclusive", file, "sh", "-c", "echo held; exec cat"], {
    stdio: ["pipe", "pipe", "inherit"],
    detached: true, // Ctrl-C at the terminal must not free the lock before the work has stopped
  });
  const closed = once(holder, "close").catch(() => {}); // a failed start is told by `held` below
  const timer = onWait === undefined ? undefined : setTimeout(onWait, 1000);
  const held = new Promise<void>((resolve, reject) => {
    holder.stdout.once("data", () => resolve());
    holder.once("error", (error) => reject(new LabError(`Cannot lock ${file}: ${error.message}`)));
    holder.once("close", () => reject(new LabError(`Cannot lock ${file}`)));
  });
  await held.finally(() => clearTimeout(timer));
  return async () => {
    holder.stdin.end();
    await closed;
  };
}
