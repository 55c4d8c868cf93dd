import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, cp, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { LabError } from "../lab-error.ts";
import type { Prepared } from "../prepare/prepare.ts";
import { mountsBelow, removeTree } from "../remove-tree.ts";
import { must } from "../run.ts";

/** Real directories below the overlay: it cannot itself carry the overlays of containers, and etcd wants a plain disk. */
const DATA = ["containerd", "kubelet", "etcd"];

/** What a new host gets that no other has. */
export interface HostIdentity {
  readonly name: string;
  readonly hostsFile: string;
  readonly resolver: string;
  /** Who may log in as root. */
  readonly authorizedKey: string;
}

/** Where a host's root directory is mounted on the machine. */
export function rootOf(hostDirectory: string): string {
  return join(hostDirectory, "root");
}

/** What pid 1 wrote to its console, over all boots. */
export function consoleLog(hostDirectory: string): string {
  return join(hostDirectory, "console.log");
}

/** Makes a new host's disk. It counts as made only when all of it is there; a half-made one is made anew. */
export async function makeDisk(directory: string, prepared: Prepared, identity: HostIdentity): Promise<void> {
  if (existsSync(join(directory, "made"))) return;
  await removeTree(directory);
  for (const path of ["upper", "work", "root", ...DATA.map((name) => `data/${name}`)]) {
    await mkdir(join(directory, path), { recursive: true });
  }
  await writeFile(join(directory, "layers"), prepared.rootLayers.join(":"));
  await takeImages(prepared.imageStore, join(directory, "data/containerd"));
  await mountDisk(directory);
  await writeIdentity(rootOf(directory), identity);
  await writeFile(join(directory, "made"), "");
}

/** Adds the names to an existing host's /etc/hosts that it does not know; what it changed there stays. */
export async function introduceHost(directory: string, hostsFile: string): Promise<void> {
  const file = join(rootOf(directory), "etc/hosts");
  const present = await readFile(file, "utf8").catch(() => undefined);
  if (present === undefined) return;
  const known = new Set(present.split(/\s+/));
  const missing = hostsFile.split("\n").filter((line) => line !== "" && !known.has(line.split(" ")[1] ?? ""));
  const others = missing.filter((line) => !/ (cp|w|localhost)\d*$/.test(line));
  if (others.length > 0) await appendFile(file, `${others.join("\n")}\n`);
}

/** Mounts a host's disk on the machine; nothing to do when it is. */
export async function mountDisk(directory: string): Promise<void> {
  const root = rootOf(directory);
  const mounted = await mountsBelow(root);
  const layers = await layersOf(directory);
  if (!mounted.includes(root)) {
    const options = `lowerdir=${layers},upperdir=${join(directory, "upper")},workdir=${join(directory, "work")}`;
    await must(["mount", "-t", "overlay", "overlay", "-o", options, root]);
  }
  for (const name of DATA) {
    const target = join(root, "var/lib", name);
    await mkdir(target, { recursive: true });
    if (!mounted.includes(target)) await must(["mount", "--bind", join(directory, "data", name), target]);
  }
}

/** The layers below a host's disk, as overlay wants them. Throws when one was removed from the cache: nothing heals that. */
export async function layersOf(directory: string): Promise<string> {
  const layers = await readFile(join(directory, "layers"), "utf8");
  if (layers.split(":").every((layer) => existsSync(layer))) return layers;
  throw new LabError(`What ${directory} stands on is no longer in the cache (${layers}): take it down and up again.`);
}

/** Layers and blobs are never written, so that hard links do; the databases, one for each plugin that has one, are, so that they are copied. */
async function takeImages(store: string, target: string): Promise<void> {
  await must(["cp", "--archive", "--link", "--no-target-directory", store, target]);
  // Not by a walk of Node's own: it follows links, and an image's /dev/fd leads to this process' open files.
  const found = await must(["find", store, "-mindepth", "2", "-maxdepth", "2", "-type", "f", "-name", "*.db"]);
  for (const database of found.split("\n").filter((line) => line !== "")) {
    const copy = join(target, `${relative(store, database)}.copy`);
    await cp(database, copy);
    await rename(copy, copy.slice(0, -".copy".length));
  }
}

async function writeIdentity(root: string, identity: HostIdentity): Promise<void> {
  await writeFile(join(root, "etc/hostname"), `${identity.name}\n`);
  await writeFile(join(root, "etc/hosts"), identity.hostsFile);
  await writeFile(join(root, "etc/resolv.conf"), `nameserver ${identity.resolver}\n`);
  await writeFile(join(root, "etc/machine-id"), `${randomBytes(16).toString("hex")}\n`);
  await mkdir(join(root, "root/.ssh"), { recursive: true, mode: 0o700 });
  await writeFile(join(root, "root/.ssh/authorized_keys"), identity.authorizedKey, { mode: 0o600 });
  const key = join(root, "etc/ssh/ssh_host_ed25519_key");
  await must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", `root@${identity.name}`, "-f", key]);
}
