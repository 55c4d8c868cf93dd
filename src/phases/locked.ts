import { holdAll, holderText } from "../engine/lock.ts";
import type { Host } from "../host/host.ts";

/** Does the work while this process holds the machine's lock. Error HOST_LOCKED names who holds it. */
export async function locked<T>(host: Host, command: string, now: number, work: () => Promise<T>): Promise<T> {
  const who = {
    user: process.env["SUDO_USER"] ?? process.env["USER"] ?? "root",
    pid: process.pid,
    at: new Date(now).toISOString(),
  };
  const lock = await holdAll([host], holderText(command, who));
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
