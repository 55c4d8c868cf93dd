import { accessSync, constants, existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { LabError } from "./lab-error.ts";
import { mustOverNetwork } from "./over-network.ts";

/** Commands the lab calls on the machine, and the Debian package that brings each. */
const PACKAGE_OF: Readonly<Record<string, string>> = {
  mmdebstrap: "mmdebstrap",
  ip: "iproute2",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
  nsenter: "util-linux",
  flock: "util-linux",
  mount: "mount",
  tar: "tar",
  gcc: "gcc",
};

/** A static program needs libc.a. It lies here on Debian, whatever the architecture. */
const LIBC_HEADER = "/usr/include/stdio.h";

/** What a cold build writes, with room to spare: 8 GiB. */
const NEEDED_BYTES = 8 * 2 ** 30;

/** Whether a command is on the PATH. */
function hasCommand(name: string): boolean {
  const directories = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return directories.some((directory) => isExecutable(join(directory, name)));
}

/** Throws unless this machine can run hosts: Linux, root, control groups in the layout the hosts need. */
export function requireMachine(): void {
  if (process.platform !== "linux") throw new LabError("The lab runs on Linux only.");
  if (process.getuid?.() !== 0) throw new LabError("The lab makes namespaces and mounts: run it as root.");
  if (!existsSync("/sys/fs/cgroup/memory/cgroup.procs") || !existsSync("/sys/fs/cgroup/systemd/cgroup.procs")) {
    throw new LabError(
      "The lab's hosts need control groups of version 1 (/sys/fs/cgroup/memory and /sys/fs/cgroup/systemd). " +
        "Start the machine with the kernel arguments systemd.unified_cgroup_hierarchy=0 " +
        "systemd.legacy_systemd_cgroup_controller=1.",
    );
  }
}

/** Installs the Debian packages that are missing, and says so. Throws with the command to type when it cannot. */
export async function installMissing(log: (line: string) => void): Promise<void> {
  requireGo();
  const missing = new Set(
    Object.keys(PACKAGE_OF).flatMap((name) => (hasCommand(name) ? [] : [PACKAGE_OF[name] ?? name])),
  );
  if (!existsSync(LIBC_HEADER)) missing.add("libc6-dev");
  if (missing.size === 0) return;
  const packages = [...missing].sort();
  if (!hasCommand("apt-get")) throw new LabError(`Missing on this machine: ${packages.join(", ")} (Debian's names).`);
  log(`installing Debian packages: ${packages.join(" ")}`);
  const apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=600"];
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await mustOverNetwork([...apt, "update"], { env });
  await mustOverNetwork([...apt, "install", "--yes", "--no-install-recommends", ...packages], { env });
}

/** Throws when the file system of `directory` has no room for a cold build. */
export async function requireSpace(directory: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize >= NEEDED_BYTES) return;
  const free = Math.floor((bavail * bsize) / 2 ** 20);
  throw new LabError(`${directory} has ${free} MiB free; building the lab needs ${NEEDED_BYTES / 2 ** 20} MiB.`);
}

function requireGo(): void {
  if (hasCommand("go")) return;
  throw new LabError(
    "The lab compiles Kubernetes and needs Go 1.26 or newer: install it from https://go.dev/dl/ and put it on the PATH.",
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
