import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { clearGroup, labGroup } from "./host/control-groups.ts";
import { removeNetwork, unplug } from "./host/network.ts";
import { powerOff } from "./host/power.ts";
import { forget, labDirectory, readRecord, release } from "./lab-record.ts";
import { placeOf } from "./places.ts";
import { removeTree } from "./remove-tree.ts";

/** Removes some hosts of a lab, with their disks; the caller holds the lab's lock. */
export async function removeHosts(lab: string, names: readonly string[]): Promise<void> {
  const record = readRecord(lab);
  if (record === undefined) return;
  const places = names.map((name) => placeOf(record, name));
  await Promise.all(
    places.map(async (place) => {
      await powerOff(place);
      await removeTree(place.directory);
      await unplug(record.number, place.name);
    }),
  );
  await forget(lab, names);
}

/**
 * Removes everything of a lab; the caller holds its lock. It goes by what the kernel and the disk hold, not by what
 * a record says of hosts: the run that wrote it may have been killed.
 */
export async function removeLab(lab: string): Promise<void> {
  const record = readRecord(lab);
  if (record !== undefined) {
    await clearGroup(labGroup(record.number));
    await Promise.all([removeNetwork(record.number), removeDisks(lab)]);
  }
  if (existsSync(labDirectory(lab))) await release(lab);
}

async function removeDisks(lab: string): Promise<void> {
  const directory = join(labDirectory(lab), "hosts");
  const hosts = await readdir(directory).catch(() => []);
  await Promise.all(hosts.map((host) => removeTree(join(directory, host))));
}
