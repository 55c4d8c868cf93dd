import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { LabError } from "./lab-error.ts";

const held = new Set<number>();

/**
 * File descriptors of the locks this process holds. Commands that change something inherit them: when this process
 * is killed, the lock is free only after the last command that it had started has ended.
 */
export function heldLocks(): readonly number[] {
  return [...held];
}

/** Runs `work` while this process alone holds the kernel's lock on `file`. `onWait` is called after a second of waiting. */
export async function withLock<T>(file: string, work: () => Promise<T>, onWait?: () => void): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const descriptor = openSync(file, "a", 0o600);
  const timer = onWait === undefined ? undefined : setTimeout(onWait, 1000);
  try {
    await flock("--exclusive", descriptor, file).finally(() => clearTimeout(timer));
    held.add(descriptor);
    return await work();
  } finally {
    held.delete(descriptor);
    await flock("--unlock", descriptor, file); // closing alone would not do while a command still has it
    closeSync(descriptor);
  }
}

/** `flock` locks the open file that it shares with this process, and ends; the lock stays. */
async function flock(action: "--exclusive" | "--unlock", descriptor: number, file: string): Promise<void> {
  const child = spawn("flock", [action, "3"], { stdio: ["ignore", "ignore", "ignore", descriptor], detached: true });
  const [code] = (await once(child, "close").catch((error: Error) => [error.message])) as [unknown];
  if (code !== 0) throw new LabError(`Cannot lock ${file}: flock ended with ${String(code)}`);
}
