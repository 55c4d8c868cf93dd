import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { hostsFile, SWITCH_OCTET, subnetPrefix } from "./host/address-plan.ts";
import { firstProcess, killGroup, labGroup, removeGroup } from "./host/control-groups.ts";
import { makeDisk } from "./host/disk.ts";
import { LabHost } from "./host/lab-host.ts";
import { ensureSwitch, removeNetwork, setCable, unplug, unplugged } from "./host/network.ts";
import { type HostPlace, powerOff, powerOn } from "./host/power.ts";
import { waitReady } from "./host/ready.ts";
import { LabError } from "./lab-error.ts";
import { claim, forget, type LabRecord, labDirectory, readRecord, release } from "./lab-record.ts";
import { withLock } from "./lock.ts";
import { raiseInotifyLimits } from "./machine-limits.ts";
import { stateDirectory } from "./paths.ts";
import { type Prepared, prepare } from "./prepare/prepare.ts";
import { removeTree } from "./remove-tree.ts";
import { ensureIdentity, identityFile, knownHostsFile, writeKnownHosts } from "./ssh-access.ts";

export interface LabOptions {
  /** Lower-case letters, digits and dashes, at most 31, a letter first. Labs of different names never meet. */
  readonly name: string;
  /** Hears what long work is going on. */
  readonly log?: (line: string) => void;
}

export interface LabStatus {
  readonly name: string;
  /** Undefined when the lab does not exist. */
  readonly subnet: string | undefined;
  readonly hosts: readonly HostStatus[];
}

export interface HostStatus {
  readonly name: string;
  readonly address: string;
  readonly state: "running" | "stopped";
  /** Whether its network cable is out. */
  readonly partitioned: boolean;
}

/** A named set of hosts on this machine. It lives on disk and in the kernel, not in this process. */
export interface Lab {
  readonly name: string;
  /** Builds whatever hosts are made from and is not in the cache; `up` does so too. */
  prepare(): Promise<Prepared>;
  /** Makes the hosts that are new, boots those that are off, and waits until all answer. */
  up(names: readonly string[]): Promise<readonly LabHost[]>;
  /** Removes these hosts and their disks; without names the whole lab, whatever state it is in. */
  down(names?: readonly string[]): Promise<void>;
  status(): Promise<LabStatus>;
  /** Ends all of a host's processes at once; its disk stays. */
  crash(name: string): Promise<void>;
  /** Starts a crashed host over its disk; restarts a running one hard. Waits until it answers. */
  boot(name: string): Promise<LabHost>;
  /** Takes a host's network cable out. */
  partition(name: string): Promise<void>;
  heal(name: string): Promise<void>;
  /** A host by its name. Throws when the lab has none of that name. */
  host(name: string): LabHost;
}

/** Opens a lab by its name; nothing is made before `up`. */
export function openLab(options: LabOptions): Lab {
  const { name } = options;
  const directory = labDirectory(name);
  const log = options.log ?? (() => {});
  const locked = <T>(work: () => Promise<T>) => withLock(join(stateDirectory(), `.${name}.lock`), work);
  return {
    name,
    prepare: () => prepare(log),
    up: async (names) => {
      const prepared = await prepare(log);
      const started = await locked(() => start(name, names, prepared));
      await Promise.all(started.map(({ place, host }) => waitReady(place.number, host, place.directory)));
      return started.map(({ host }) => host);
    },
    down: (names) => locked(() => (names === undefined ? removeLab(name) : removeHosts(name, names))),
    status: () => statusOf(name),
    crash: (host) => locked(() => powerOff(placeOf(recordOf(name), host))),
    boot: async (host) => {
      const place = placeOf(recordOf(name), host);
      await locked(() => powerOn(place));
      const booted = hostAt(place, directory);
      await waitReady(place.number, booted, place.directory);
      return booted;
    },
    partition: (host) => setCable(recordOf(name).number, placeOf(recordOf(name), host).name, "down"),
    heal: (host) => setCable(recordOf(name).number, placeOf(recordOf(name), host).name, "up"),
    host: (host) => hostAt(placeOf(recordOf(name), host), directory),
  };
}

/** Everything that needs the lab's lock: disks, network, pid 1. */
async function start(lab: string, names: readonly string[], prepared: Prepared) {
  await raiseInotifyLimits();
  const record = await claim(lab, names);
  const directory = labDirectory(lab);
  const authorizedKey = await ensureIdentity(directory);
  await ensureSwitch(record.number);
  const places = [...new Set(names)].map((name) => placeOf(record, name));
  const resolver = `${subnetPrefix(record.number)}.${SWITCH_OCTET}`;
  const hosts = hostsFile(record.number, record.hosts);
  await mkdir(join(directory, "hosts"), { recursive: true });
  await Promise.all(
    places.map(async (place) => {
      if ((await firstProcess(place.number, place.name)) !== undefined) return;
      await makeDisk(place.directory, prepared, { name: place.name, hostsFile: hosts, resolver, authorizedKey });
      await powerOn(place);
    }),
  );
  const all = Object.keys(record.hosts).map((name) => hostAt(placeOf(record, name), directory));
  await writeKnownHosts(directory, all);
  return places.map((place) => ({ place, host: hostAt(place, directory) }));
}

async function removeHosts(lab: string, names: readonly string[]): Promise<void> {
  const record = readRecord(lab);
  if (record === undefined) return;
  for (const name of names) if (record.hosts[name] === undefined) throw unknownHost(record, name);
  await Promise.all(
    names.map(async (name) => {
      const place = placeOf(record, name);
      await powerOff(place);
      await removeTree(place.directory);
      await unplug(record.number, name);
    }),
  );
  await forget(lab, names);
}

/** Goes by what the kernel and the disk hold, not by what a record says: the run that wrote it may have been killed. */
async function removeLab(lab: string): Promise<void> {
  const record = readRecord(lab);
  if (record !== undefined) {
    await killGroup(labGroup(record.number));
    await removeGroup(labGroup(record.number));
    await removeNetwork(record.number);
  }
  if (existsSync(labDirectory(lab))) await release(lab);
}

async function statusOf(lab: string): Promise<LabStatus> {
  const record = readRecord(lab);
  if (record === undefined) return { name: lab, subnet: undefined, hosts: [] };
  const cut = await unplugged(record.number);
  const hosts = Object.entries(record.hosts).map(async ([name, octet]): Promise<HostStatus> => {
    const running = (await firstProcess(record.number, name)) !== undefined;
    const address = `${subnetPrefix(record.number)}.${octet}`;
    return { name, address, state: running ? "running" : "stopped", partitioned: running && cut.includes(name) };
  });
  return { name: lab, subnet: `${subnetPrefix(record.number)}.0/24`, hosts: await Promise.all(hosts) };
}

function recordOf(lab: string): LabRecord {
  const record = readRecord(lab);
  if (record === undefined) throw new LabError(`There is no lab "${lab}": bring hosts up first.`);
  return record;
}

function placeOf(record: LabRecord, name: string): HostPlace {
  const octet = record.hosts[name];
  if (octet === undefined) throw unknownHost(record, name);
  return { number: record.number, name, octet, directory: join(labDirectory(record.name), "hosts", name) };
}

function unknownHost(record: LabRecord, name: string): LabError {
  const known = Object.keys(record.hosts).join(", ") || "none";
  return new LabError(`Lab "${record.name}" has no host "${name}" (its hosts: ${known}).`);
}

function hostAt(place: HostPlace, directory: string): LabHost {
  const address = `${subnetPrefix(place.number)}.${place.octet}`;
  return new LabHost(place, {
    address,
    port: 22,
    user: "root",
    identityFile: identityFile(directory),
    knownHostsFile: knownHostsFile(directory),
  });
}
