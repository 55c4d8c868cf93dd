import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bringKubewright } from "../../../lab/demo-cluster.ts";
import type { ExecOptions, ExecResult, LabHost } from "../../../lab/host/lab-host.ts";
import type { Lab } from "../../../lab/lab.ts";
import { checkoutDirectory, labSource } from "../../../lab/paths.ts";
import { must } from "../../../lab/run.ts";

/** New hosts, in the order of their names, with this checkout's kubewright and /root/kubeadm.yaml; nothing else of the lab is left. */
export async function freshHosts(lab: Lab, names: readonly string[]): Promise<readonly LabHost[]> {
  await lab.down();
  return addHosts(lab, names);
}

/** The same beside the hosts that the lab has. */
export async function addHosts(lab: Lab, names: readonly string[]): Promise<readonly LabHost[]> {
  const [program] = await Promise.all([builtProgram(), lab.prepare()]);
  const hosts = await lab.up(names);
  await Promise.all(hosts.map((host) => bringKubewright(host, program, labSource("init.yaml"))));
  return hosts;
}

/** dist/kubewright, built anew when the sources have changed. */
async function builtProgram(): Promise<string> {
  await must([process.execPath, join(checkoutDirectory(), "scripts", "build.mjs")], { timeoutMs: 300_000 });
  return join(checkoutDirectory(), "dist", "kubewright");
}

/** Lines that go into the documents of a configuration, below their `kind`. */
export interface Additions {
  readonly InitConfiguration?: string;
  readonly ClusterConfiguration?: string;
  readonly KubeletConfiguration?: string;
}

/** lab/init.yaml with these additions. */
export async function configuration(additions: Additions): Promise<string> {
  const plain = await readFile(labSource("init.yaml"), "utf8");
  return Object.entries(additions).reduce(
    (text, [kind, lines]) => text.replace(`kind: ${kind}\n`, `kind: ${kind}\n${lines.trimEnd()}\n`),
    plain,
  );
}

/** Runs kubewright on a host without a terminal. A loaded machine gets ten minutes. */
export function kubewright(host: LabHost, args: string, options: ExecOptions = {}): Promise<ExecResult> {
  return host.exec(["kubewright", ...args.split(" ")], { timeoutMs: 600_000, ...options });
}

/** Both outputs of a command, for a message when its code is another than expected. */
export function outputOf({ stdout, stderr }: ExecResult): string {
  return `${stdout}\n${stderr}`;
}

/** Real kubeadm with the flag that every lab host needs. */
export async function kubeadmInit(host: LabHost, configuration = "/root/kubeadm.yaml"): Promise<string> {
  return host.must(["kubeadm", "init", "--config", configuration], { timeoutMs: 600_000 });
}
