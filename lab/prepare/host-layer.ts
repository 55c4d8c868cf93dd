import { cp, link, mkdir, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { labSource } from "../paths.ts";
import { must } from "../run.ts";
import { type Artifact, contentOf, recipeOf } from "./artifact.ts";

/** Directories of compiled programs that a host gets programs from. */
export interface HostPrograms {
  readonly kubernetes: string;
  readonly containerd: string;
  readonly etcd: string;
}

const ENABLED = ["containerd.service", "kubelet.service"];

/** Units that would fight over the machine's devices, clock-work or consoles, or only cost time at boot. */
const MASKED = [
  ..."systemd-udevd.service systemd-udevd-kernel.socket systemd-udevd-control.socket".split(" "),
  ..."systemd-udev-trigger.service systemd-logind.service getty@tty1.service console-getty.service".split(" "),
  ..."proc-sys-fs-binfmt_misc.automount sys-kernel-debug.mount sys-kernel-tracing.mount".split(" "),
  ..."apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer".split(" "),
];

/** Debian's sysctl files that set values of the whole machine. */
const FOREIGN_SYSCTLS = ["50-pid-max.conf", "99-protect-links.conf"];

/** What lies over Debian on every host: Kubernetes' programs, containerd, their units and configuration. */
export async function hostLayer(programs: HostPrograms): Promise<Artifact> {
  const files = labSource("host-files");
  return {
    name: "host-layer",
    inputs: [
      basename(programs.kubernetes),
      basename(programs.containerd),
      basename(programs.etcd),
      await contentOf(files),
      await recipeOf("host-layer.ts"),
    ],
    build: async (root) => {
      await cp(files, root, { recursive: true });
      for (const path of ["usr/bin", "usr/local/bin"]) await mkdir(join(root, path), { recursive: true });
      await switchUnits(root);
      for (const name of FOREIGN_SYSCTLS) await pointTo("/dev/null", join(root, "etc/sysctl.d", name));
      await mkdir(join(root, "etc/kubernetes/manifests"), { recursive: true });
      await must(["chmod", "-R", "u=rwX,go=rX", root]); // whatever modes checkout and umask gave
      await addPrograms(root, programs);
    },
  };
}

async function addPrograms(root: string, programs: HostPrograms): Promise<void> {
  const places: readonly (readonly [string, readonly string[], string])[] = [
    [programs.kubernetes, ["kubelet", "kubeadm", "kubectl"], "usr/bin"],
    [programs.containerd, ["containerd", "containerd-shim-runc-v2", "ctr"], "usr/local/bin"],
    [programs.etcd, ["etcdctl"], "usr/local/bin"],
  ];
  for (const [from, names, to] of places) {
    for (const name of names) await link(join(from, name), join(root, to, name));
  }
}

async function switchUnits(root: string): Promise<void> {
  const units = join(root, "etc/systemd/system");
  for (const unit of ENABLED) {
    await pointTo(`/usr/lib/systemd/system/${unit}`, join(units, "multi-user.target.wants", unit));
  }
  for (const unit of MASKED) await pointTo("/dev/null", join(units, unit));
  await pointTo("/usr/lib/systemd/system/multi-user.target", join(units, "default.target"));
}

async function pointTo(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path);
}
