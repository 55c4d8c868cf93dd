import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { tail } from "../lab-error.ts";
import { GiveUp, until } from "../wait.ts";
import { firstProcess } from "./control-groups.ts";
import { probeRuntime } from "./cri-probe.ts";
import { consoleLog } from "./disk.ts";
import type { LabHost } from "./lab-host.ts";

/** A host boots in 2 s on an idle machine; a loaded one gets 100 times as long. */
const DEADLINE_MS = 200_000;

/** Waits until a host answers on ssh and its containerd has read its images. Throws with the console's last lines. */
export async function waitReady(number: number, host: LabHost, directory: string): Promise<void> {
  try {
    await until(`${host.name} is up`, () => isReady(number, host), { deadlineMs: DEADLINE_MS, everyMs: 50 });
  } catch (error) {
    const log = await readFile(consoleLog(directory), "utf8").catch(() => "");
    const message = error instanceof Error ? error.message : String(error);
    throw new GiveUp(`${message}\nThe last lines of its console (${consoleLog(directory)}):\n${tail(log)}`);
  }
}

async function isReady(number: number, host: LabHost): Promise<boolean> {
  const pid = await firstProcess(number, host.name);
  if (pid === undefined) throw new GiveUp(`${host.name} has no pid 1: it ended while it started`);
  await probeRuntime(`/proc/${pid}/root/run/containerd/containerd.sock`);
  await readBanner(host.address);
  const units = await host.exec(["systemctl", "is-active", "containerd", "ssh"], { timeoutMs: 20_000 });
  if (units.code !== 0) throw new Error(`containerd and ssh are ${units.stdout.trim().split("\n").join(" and ")}`);
  return true;
}

/** Resolves when sshd says its first line. */
function readBanner(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port: 22, timeout: 2000 });
    const fail = (reason: string) => {
      socket.destroy();
      reject(new Error(`sshd at ${address}: ${reason}`));
    };
    socket.on("timeout", () => fail("no answer"));
    socket.on("error", (error) => fail(error.message));
    socket.on("end", () => fail("closed the connection"));
    socket.once("data", (chunk) => {
      if (!chunk.toString().startsWith("SSH-2.0-")) return fail("something else answers");
      socket.destroy();
      resolve();
    });
  });
}
