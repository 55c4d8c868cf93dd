import { configuration } from "../../../lab/cluster/configuration.ts";
import { configurationFile, equip } from "../../../lab/cluster/equip.ts";
import { buildProduct } from "../../../lab/cluster/product.ts";
import type { ExecOptions, ExecResult, LabHost } from "../../../lab/host/lab-host.ts";
import type { Lab } from "../../../lab/lab.ts";

/** New hosts, in the order of their names, with this checkout's kubewright and /root/kubeadm.yaml; nothing else of the lab is left. */
export async function freshHosts(lab: Lab, names: readonly string[]): Promise<readonly LabHost[]> {
  await lab.down();
  return addHosts(lab, names);
}

/** The same beside the hosts that the lab has. */
async function addHosts(lab: Lab, names: readonly string[]): Promise<readonly LabHost[]> {
  await Promise.all([buildProduct(), lab.prepare()]);
  const hosts = await lab.up(names);
  await equip(hosts, await configuration());
  return hosts;
}

/** Runs kubewright on a host without a terminal. A loaded machine gets ten minutes. */
export function kubewright(host: LabHost, args: string, options: ExecOptions = {}): Promise<ExecResult> {
  return host.exec(["kubewright", ...args.split(" ")], { timeoutMs: 600_000, ...options });
}

/** Both outputs of a command, for a message when its code is another than expected. */
export function outputOf({ stdout, stderr }: ExecResult): string {
  return `${stdout}\n${stderr}`;
}

/** Real kubeadm's `init` with the configuration that the host has. */
export async function kubeadmInit(host: LabHost): Promise<string> {
  return host.must(["kubeadm", "init", "--config", configurationFile], { timeoutMs: 600_000 });
}
