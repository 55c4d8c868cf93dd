import { existsSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { must } from "./run.ts";

/** The lab's own key for logging in as root. */
export function identityFile(labDirectory: string): string {
  return join(labDirectory, "identity");
}

/** The true keys of the lab's hosts, so that a client can check whom it talks to. */
export function knownHostsFile(labDirectory: string): string {
  return join(labDirectory, "known_hosts");
}

/** Makes the lab's key when there is none; returns its public half. */
export async function ensureIdentity(labDirectory: string): Promise<string> {
  const file = identityFile(labDirectory);
  if (!existsSync(file) || !existsSync(`${file}.pub`)) {
    await rm(file, { force: true });
    await must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "kubewright-lab", "-f", file]);
  }
  return readFile(`${file}.pub`, "utf8");
}

/** Writes known_hosts from the hosts' own public keys. */
export async function writeKnownHosts(
  labDirectory: string,
  hosts: readonly { readonly name: string; readonly address: string; readonly root: string }[],
): Promise<void> {
  const lines: string[] = [];
  for (const host of hosts) {
    const key = await readFile(join(host.root, "etc/ssh/ssh_host_ed25519_key.pub"), "utf8").catch(() => undefined);
    const [type, value] = key?.split(" ") ?? [];
    if (type !== undefined && value !== undefined) lines.push(`${host.name},${host.address} ${type} ${value}`);
  }
  const file = knownHostsFile(labDirectory);
  await writeFile(`${file}.new`, `${lines.join("\n")}\n`);
  await rename(`${file}.new`, file);
}
