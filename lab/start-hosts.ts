import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { hostsFile, SWITCH_OCTET, subnetPrefix } from "./host/address-plan.ts";
import { firstProcess } from "./host/control-groups.ts";
import { introduceHost, layersOf, makeDisk } from "./host/disk.ts";
import { ensureSwitch } from "./host/network.ts";
import { type HostPlace, powerOn } from "./host/power.ts";
import { claim, type LabRecord, labDirectory } from "./lab-record.ts";
import { raiseInotifyLimits } from "./machine-limits.ts";
import { hostAt, placeOf } from "./places.ts";
import type { Prepared } from "./prepare/prepare.ts";
import { ensureIdentity, writeKnownHosts } from "./ssh-access.ts";

/**
 * Makes the hosts that are new and starts pid 1 of those that are off; the caller holds the lab's lock.
 * Returns their places before they are ready.
 */
export async function startHosts(
  lab: string,
  names: readonly string[],
  prepared: Prepared,
): Promise<readonly HostPlace[]> {
  await raiseInotifyLimits();
  const record = await claim(lab, names);
  const directory = labDirectory(lab);
  const authorizedKey = await ensureIdentity(directory);
  await mkdir(join(directory, "hosts"), { recursive: true });
  await ensureSwitch(record.number);
  const places = [...new Set(names)].map((name) => placeOf(record, name));
  await Promise.all(places.map((place) => startHost(place, record, prepared, authorizedKey)));
  const all = Object.keys(record.hosts).map((name) => placeOf(record, name));
  await Promise.all(all.map((place) => introduceHost(place.directory, hostsFile(record.number, record.hosts))));
  await writeKnownHosts(
    directory,
    all.map((place) => hostAt(lab, place)),
  );
  return places;
}

async function startHost(
  place: HostPlace,
  record: LabRecord,
  prepared: Prepared,
  authorizedKey: string,
): Promise<void> {
  if ((await firstProcess(place.number, place.name)) !== undefined) {
    await layersOf(place.directory);
    return;
  }
  await makeDisk(place.directory, prepared, {
    name: place.name,
    hostsFile: hostsFile(record.number, record.hosts),
    resolver: `${subnetPrefix(record.number)}.${SWITCH_OCTET}`,
    authorizedKey,
  });
  await powerOn(place);
}
