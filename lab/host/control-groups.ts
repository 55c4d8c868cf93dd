import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LabError } from "../lab-error.ts";
import { until } from "../wait.ts";

/** The hierarchies of version 1 that a host gets. */
export const HIERARCHIES = "cpu cpuacct cpuset memory devices freezer blkio pids systemd".split(" ");

const ROOT = "/sys/fs/cgroup";

/** A lab's directory in each hierarchy. */
export function labGroup(number: number): string {
  return `kwlab-${number}`;
}

/** A host's directory in each hierarchy. */
export function hostGroup(number: number, host: string): string {
  return `${labGroup(number)}/${host}`;
}

/** Makes a host's control groups. */
export async function makeGroups(number: number, host: string): Promise<void> {
  await Promise.all(HIERARCHIES.map((name) => mkdir(join(ROOT, name, hostGroup(number, host)), { recursive: true })));
  for (const group of [labGroup(number), hostGroup(number, host)]) {
    for (const file of ["cpuset.cpus", "cpuset.mems"]) {
      await writeFile(join(ROOT, "cpuset", group, file), await readFile(join(ROOT, "cpuset", file)));
    }
  }
}

/** The process of this machine that is pid 1 in the host, or undefined when the host is not running. systemd moves itself into its scope once: looking there last, nobody misses it on its way. */
export async function firstProcess(number: number, host: string): Promise<number | undefined> {
  const group = join(ROOT, "systemd", hostGroup(number, host));
  for (const place of [group, join(group, "init.scope")]) {
    for (const pid of await processesIn(place)) if (await isFirst(pid)) return pid;
  }
  return undefined;
}

/** All processes in a group and below it. */
async function processesBelow(group: string): Promise<readonly number[]> {
  const found = new Set<number>();
  for (const hierarchy of HIERARCHIES) {
    for (const directory of await directoriesBelow(join(ROOT, hierarchy, group))) {
      for (const pid of await processesIn(directory)) found.add(pid);
    }
  }
  return [...found];
}

/** Ends every process in a group and below it, and removes the group from every hierarchy; absent is fine. */
export async function clearGroup(group: string): Promise<void> {
  const gone = async () => {
    for (const pid of await processesBelow(group)) kill(pid);
    await thaw(group);
    for (const hierarchy of HIERARCHIES) {
      for (const directory of await directoriesBelow(join(ROOT, hierarchy, group))) await rmdir(directory);
    }
    return HIERARCHIES.every((hierarchy) => !existsSync(join(ROOT, hierarchy, group)));
  };
  await until(`control group ${group} is empty and gone`, gone, { deadlineMs: 60_000, everyMs: 20 });
}

/** runc freezes a container while it changes its group; a frozen process dies only when it is thawed. */
async function thaw(group: string): Promise<void> {
  for (const directory of await directoriesBelow(join(ROOT, "freezer", group))) {
    const gone = () => undefined;
    await writeFile(join(directory, "freezer.state"), "THAWED").catch(gone);
  }
}

/** The directory itself and all below it, deepest first; none when it does not exist. */
async function directoriesBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(absent);
  const children = entries.filter((entry) => entry.isDirectory()).map((entry) => join(directory, entry.name));
  const below = await Promise.all(children.map((child) => directoriesBelow(child)));
  return existsSync(directory) ? [...below.flat(), directory] : [];
}

async function processesIn(directory: string): Promise<readonly number[]> {
  const text = await readFile(join(directory, "cgroup.procs"), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map(Number);
}

/** A host's pid 1 is in a namespace one below ours, under the number 1. */
async function isFirst(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const numbers = /^NSpid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [];
  return numbers.length === 2 && numbers[1] === "1";
}

function kill(pid: number): void {
  if (pid <= 1) throw new LabError(`Process ${pid} cannot be one of the lab's`);
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it ended in this moment
  }
}

function absent(): [] {
  return [];
}
