import { holdAll, holderText } from "../engine/lock.ts";
import { exitCodes, KubewrightError } from "../errors.ts";
import { userId } from "../facts/user-id.ts";
import type { Host } from "../host/host.ts";

/** NOT_ROOT: who runs the command may not do what it does. Where the user cannot be found out, the first write tells. */
export async function refuseOthersThanRoot(host: Host, command: string): Promise<void> {
  const id = await userId.read(host);
  if (id <= 0) return;
  throw new KubewrightError("NOT_ROOT", {
    what: `kubewright ${command} has to run as root, and the user here is ${id}.`,
    why: "it writes to /etc/kubernetes and /var/lib, and starts services",
    next: "Run the same command with sudo.",
    node: host.name,
    exitCode: exitCodes.preflight,
  });
}

/** Does the work, as root, while this process holds the machine's lock. Errors NOT_ROOT, and HOST_LOCKED, which names who holds it. */
export async function locked<T>(host: Host, command: string, now: number, work: () => Promise<T>): Promise<T> {
  await refuseOthersThanRoot(host, command);
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
