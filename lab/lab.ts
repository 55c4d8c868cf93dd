import { join } from "node:path";
import type { LabHost } from "./host/lab-host.ts";
import { setCable } from "./host/network.ts";
import { powerOff, powerOn } from "./host/power.ts";
import { waitReady } from "./host/ready.ts";
import { labDirectory } from "./lab-record.ts";
import { type LabStatus, statusOf } from "./lab-status.ts";
import { withLock } from "./lock.ts";
import { stateDirectory } from "./paths.ts";
import { hostAt, placeOf, recordOf } from "./places.ts";
import { type Prepared, prepare } from "./prepare/prepare.ts";
import { removeHosts, removeLab } from "./remove-lab.ts";
import { startHosts } from "./start-hosts.ts";

export interface LabOptions {
  /** Lower-case letters, digits and dashes, at most 31, a letter first. Labs of different names never meet. */
  readonly name: string;
  /** Hears what long work is going on. */
  readonly log?: (line: string) => void;
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
  labDirectory(name); // refuses a name that cannot be one, before anything is made
  const log = options.log ?? (() => {});
  const locked = <T>(work: () => Promise<T>) => withLock(join(stateDirectory(), `.${name}.lock`), work);
  return {
    name,
    prepare: () => prepare(log),
    up: async (names) => {
      const prepared = await prepare(log);
      const started = await locked(() => startHosts(name, names, prepared));
      await Promise.all(started.map((place) => waitReady(place.number, hostAt(name, place), place.directory)));
      return started.map((place) => hostAt(name, place));
    },
    down: (names) => locked(() => (names === undefined ? removeLab(name) : removeHosts(name, names))),
    status: () => statusOf(name),
    crash: (host) => locked(() => powerOff(placeOf(recordOf(name), host))),
    boot: async (host) => {
      const place = placeOf(recordOf(name), host);
      await locked(() => powerOn(place));
      const booted = hostAt(name, place);
      await waitReady(place.number, booted, place.directory);
      return booted;
    },
    partition: (host) => setCable(recordOf(name).number, placeOf(recordOf(name), host).name, "down"),
    heal: (host) => setCable(recordOf(name).number, placeOf(recordOf(name), host).name, "up"),
    host: (host) => hostAt(name, placeOf(recordOf(name), host)),
  };
}
