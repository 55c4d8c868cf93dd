import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { octetFor, subnetPrefix } from "./host/address-plan.ts";
import { LabError } from "./lab-error.ts";
import { withLock } from "./lock.ts";
import { stateDirectory } from "./paths.ts";
import { removeTree } from "./remove-tree.ts";
import { must } from "./run.ts";

/** What a lab is, kept in lab.json of its state directory. */
export interface LabRecord {
  readonly name: string;
  /** 1 to 250: the third octet of its subnet and a part of every kernel object's name. */
  readonly number: number;
  /** Last octet of each host's address. */
  readonly hosts: Readonly<Record<string, number>>;
}

const LAB_NAME = /^[a-z][a-z0-9-]{0,30}$/;
const LAST_NUMBER = 250;

/** The directory of everything that a lab keeps on disk. Throws on a name that cannot be a lab's. */
export function labDirectory(name: string): string {
  if (!LAB_NAME.test(name)) {
    throw new LabError(`"${name}" cannot be a lab: up to 31 lower-case letters, digits and dashes, a letter first.`);
  }
  return join(stateDirectory(), name);
}

/** The record of a lab, or undefined when there is no such lab. */
export function readRecord(name: string): LabRecord | undefined {
  const file = join(labDirectory(name), "lab.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as LabRecord) : undefined;
}

/** Makes the record, or adds host names to it; a new lab gets a number that nobody on the machine holds. */
export function claim(name: string, hosts: readonly string[]): Promise<LabRecord> {
  return underGlobalLock(async () => {
    const before = readRecord(name) ?? { name, number: await freeNumber(name), hosts: {} };
    const octets: Record<string, number> = { ...before.hosts };
    for (const host of hosts) octets[host] ??= octetFor(host, Object.values(octets));
    return write({ ...before, hosts: octets });
  });
}

/** Takes host names out of the record. */
export function forget(name: string, hosts: readonly string[]): Promise<void> {
  return underGlobalLock(async () => {
    const before = readRecord(name);
    if (before === undefined) return;
    const left = Object.entries(before.hosts).filter(([host]) => !hosts.includes(host));
    await write({ ...before, hosts: Object.fromEntries(left) });
  });
}

/** Gives the lab's number back and removes its directory. */
export function release(name: string): Promise<void> {
  return underGlobalLock(() => removeTree(labDirectory(name)));
}

/** The names of all labs on this machine. */
export function allLabs(): readonly string[] {
  if (!existsSync(stateDirectory())) return [];
  return readdirSync(stateDirectory()).filter((name) => LAB_NAME.test(name) && readRecord(name) !== undefined);
}

function underGlobalLock<T>(work: () => Promise<T>): Promise<T> {
  return withLock(join(stateDirectory(), ".lock"), work);
}

async function write(record: LabRecord): Promise<LabRecord> {
  const directory = labDirectory(record.name);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, "lab.json");
  await writeFile(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`);
  await rename(`${file}.new`, file);
  return record;
}

/** The same name gets the same number, unless a lab, an address or a route of the machine has it. */
async function freeNumber(name: string): Promise<number> {
  const held = new Set(allLabs().map((lab) => readRecord(lab)?.number));
  const network = `${await must(["ip", "-4", "-oneline", "address"])}${await must(["ip", "-4", "route", "show", "table", "all"])}`;
  const first = createHash("sha256").update(name).digest().readUInt16BE(0) % LAST_NUMBER;
  for (let step = 0; step < LAST_NUMBER; step += 1) {
    const number = ((first + step) % LAST_NUMBER) + 1;
    if (!held.has(number) && !network.includes(`${subnetPrefix(number)}.`)) return number;
  }
  throw new LabError("All 250 subnets 10.77.1.0/24 to 10.77.250.0/24 are taken on this machine.");
}
