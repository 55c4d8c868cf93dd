import type { LabHost } from "../host/lab-host.ts";
import { executablePath } from "./product.ts";

/** Where `equip` leaves the configuration on a host. */
export const configurationFile = "/root/kubeadm.yaml";

/** Puts the built program and a configuration on hosts, as an administrator would. */
export async function equip(hosts: readonly LabHost[], configuration: string): Promise<void> {
  await Promise.all(
    hosts.map(async (host) => {
      await host.copyIn(executablePath(), "/usr/local/bin/kubewright", 0o755);
      await host.write(configurationFile, configuration, 0o600);
    }),
  );
}
