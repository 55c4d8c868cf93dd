import { subnetPrefix } from "./host/address-plan.ts";
import { firstProcess } from "./host/control-groups.ts";
import { unplugged } from "./host/network.ts";
import { readRecord } from "./lab-record.ts";

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

/** What a lab's hosts are doing, read from the kernel. */
export async function statusOf(lab: string): Promise<LabStatus> {
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
