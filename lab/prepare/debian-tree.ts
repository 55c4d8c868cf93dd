import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { must } from "../run.ts";
import { type Artifact, recipeOf } from "./artifact.ts";

/** Debian 12: its systemd 252 runs on control groups of version 1; Debian 13's refuses. */
const SUITE = "bookworm";

const HOST_PACKAGES = [
  ..."systemd systemd-sysv dbus udev openssh-server sudo procps kmod util-linux mount".split(" "),
  ..."iproute2 iptables nftables conntrack ethtool socat ipset iputils-ping curl ca-certificates openssl".split(" "),
  ..."runc containernetworking-plugins".split(" "),
];

const IMAGE_PACKAGES = "iptables nftables conntrack iproute2 ipset kmod ca-certificates busybox-static".split(" ");

/** Never needed in a host or an image, and half of the size. */
const LEFT_OUT = ["man", "doc", "locale", "info", "lintian"];

/** The root file system of a bare Debian host: systemd, sshd, runc, CNI plugins; no identity, no keys. */
export const hostTree = async (): Promise<Artifact> => ({
  name: "debian-host",
  inputs: [process.arch, await recipeOf("debian-tree.ts")],
  build: async (directory) => {
    await debootstrap(directory, HOST_PACKAGES);
    await forgetIdentity(directory);
    await mkdir(join(directory, "opt/cni"), { recursive: true });
    await cp(join(directory, "usr/lib/cni"), join(directory, "opt/cni/bin"), { recursive: true });
  },
});

/** The Debian below the images that need iptables and its like: kube-proxy and flannel. */
export const imageTree = async (): Promise<Artifact> => ({
  name: "debian-image",
  inputs: [process.arch, await recipeOf("debian-tree.ts")],
  build: async (directory) => {
    await debootstrap(directory, IMAGE_PACKAGES);
    await forgetIdentity(directory);
  },
});

async function debootstrap(directory: string, packages: readonly string[]): Promise<void> {
  const excludes = LEFT_OUT.map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const argv = [
    "mmdebstrap",
    "--quiet",
    '--aptopt=Acquire::Retries "5"',
    "--mode=root",
    "--variant=minbase",
    ...excludes,
  ];
  await must([...argv, `--include=${packages.join(",")}`, SUITE, directory]);
  await must(["chmod", "755", directory]);
}

/** What every host gets of its own when it is made. */
async function forgetIdentity(root: string): Promise<void> {
  const ssh = await readdir(join(root, "etc/ssh")).catch(() => []);
  const keys = ssh.filter((name) => name.startsWith("ssh_host_")).map((name) => `etc/ssh/${name}`);
  for (const path of [...keys, "etc/hostname", "etc/resolv.conf", "var/lib/dbus/machine-id"]) {
    await rm(join(root, path), { force: true });
  }
  await writeFile(join(root, "etc/machine-id"), "");
}
