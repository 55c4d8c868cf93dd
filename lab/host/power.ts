import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tail } from "../lab-error.ts";
import { heldLocks } from "../lock.ts";
import { labSource } from "../paths.ts";
import { GiveUp, until } from "../wait.ts";
import { clearGroup, firstProcess, HIERARCHIES, hostGroup, makeGroups } from "./control-groups.ts";
import { consoleLog, mountDisk, rootOf } from "./disk.ts";
import { hostNamespace, namespaceFile, plugIn } from "./network.ts";

/** A host's place: which lab, which name, which directory. */
export interface HostPlace {
  readonly number: number;
  readonly name: string;
  readonly octet: number;
  readonly directory: string;
}

/** Starts pid 1 over the host's disk, with fresh namespaces and control groups. Returns before the host is ready. */
export async function powerOn(place: HostPlace): Promise<void> {
  await powerOff(place);
  await mountDisk(place.directory);
  await makeGroups(place.number, place.name);
  await plugIn(place.number, place.name, place.octet);
  await startFirstProcess(place);
}

async function startFirstProcess(place: HostPlace): Promise<void> {
  const logFile = consoleLog(place.directory);
  const log = openSync(logFile, "a", 0o600);
  const group = hostGroup(place.number, place.name);
  const network = namespaceFile(hostNamespace(place.number, place.name));
  const argv = [labSource("host", "enter.sh"), "boot", group, network, place.name, rootOf(place.directory)];
  const env = { PATH: process.env["PATH"] ?? "", LAB_HIERARCHIES: HIERARCHIES.join(" ") };
  const child = spawn("/bin/sh", argv, { stdio: ["ignore", log, log, ...heldLocks()], detached: true, cwd: "/", env });
  closeSync(log);
  await once(child, "spawn");
  child.unref();
  const started = async () => {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended) throw new GiveUp(`${place.name} did not start:\n${tail(await readFile(logFile, "utf8"))}`);
    return (await firstProcess(place.number, place.name)) !== undefined;
  };
  await until(`${place.name} has a pid 1 (console: ${logFile})`, started, { everyMs: 10 });
}

/** Ends every process of a host, as when its power fails; its disk stays. Nothing to do when it is off. */
export async function powerOff(place: Pick<HostPlace, "number" | "name">): Promise<void> {
  await clearGroup(hostGroup(place.number, place.name));
}
