import { join } from "node:path";
import { subnetPrefix } from "./host/address-plan.ts";
import { LabHost } from "./host/lab-host.ts";
import type { HostPlace } from "./host/power.ts";
import { LabError } from "./lab-error.ts";
import { type LabRecord, labDirectory, readRecord } from "./lab-record.ts";
import { identityFile, knownHostsFile } from "./ssh-access.ts";

/** The record of a lab that must exist. */
export function recordOf(lab: string): LabRecord {
  const record = readRecord(lab);
  if (record === undefined) throw new LabError(`There is no lab "${lab}": bring hosts up first.`);
  return record;
}

/** Where a host of the lab is. Throws, naming the hosts there are, when it has none of that name. */
export function placeOf(record: LabRecord, name: string): HostPlace {
  const octet = record.hosts[name];
  if (octet === undefined) {
    const known = Object.keys(record.hosts).join(", ") || "none";
    throw new LabError(`Lab "${record.name}" has no host "${name}" (its hosts: ${known}).`);
  }
  return { number: record.number, name, octet, directory: join(labDirectory(record.name), "hosts", name) };
}

/** The handle of a host. */
export function hostAt(lab: string, place: HostPlace): LabHost {
  const directory = labDirectory(lab);
  return new LabHost(place, {
    address: `${subnetPrefix(place.number)}.${place.octet}`,
    port: 22,
    user: "root",
    identityFile: identityFile(directory),
    knownHostsFile: knownHostsFile(directory),
  });
}
