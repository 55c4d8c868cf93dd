import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { LabHost } from "./host/lab-host.ts";
import { labSource } from "./paths.ts";

/** Writes lab/cluster.yaml for these hosts into the lab's directory, with the ssh_config that leads to them; gives its path. Nodes of the file that are not among the hosts are left out. */
export async function clusterFileFor(
  hosts: readonly LabHost[],
  edit = (text: string): string => text,
): Promise<string> {
  const [first] = hosts;
  if (first === undefined) throw new Error("a cluster needs hosts");
  const directory = dirname(first.ssh.identityFile);
  const names = hosts.map(({ name }) => name);
  const lines = (await readFile(labSource("cluster.yaml"), "utf8")).split("\n");
  const kept = lines.filter((line) => {
    const name = /^ {4}- \{ ?name: (\S+?),/.exec(line)?.[1];
    return name === undefined || names.includes(name);
  });
  const config = join(directory, "ssh_config");
  await writeFile(config, sshConfig(first), { mode: 0o600 });
  const prefix = first.address.replace(/\.\d+$/, "");
  const text = kept
    .join("\n")
    .replaceAll("10.77.0.", `${prefix}.`)
    .replace("configFile: lab-ssh-config", `configFile: ${config}`);
  const path = join(directory, "cluster.yaml");
  await writeFile(path, edit(text));
  return path;
}

/** The lab's key and the true keys of its hosts, for every host. */
function sshConfig({ ssh }: LabHost): string {
  return `Host *\n  User ${ssh.user}\n  IdentityFile ${ssh.identityFile}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${ssh.knownHostsFile}\n`;
}
