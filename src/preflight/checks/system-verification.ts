import { type Cgroups, cgroups } from "../../facts/cgroups.ts";
import { type KernelConfig, kernelConfig, kernelRelease } from "../../facts/kernel.ts";
import { kubeletVersion } from "../../facts/kubelet-version.ts";
import { type Check, error, type Finding, warning } from "../check.ts";
import { controllers, isSupportedKernel, requiredForCgroups, requiredOptions } from "../kernel-needs.ts";
import { parseVersion } from "../version.ts";

/** From this kubelet on, cgroup v1 is refused unless failCgroupV1 is false (Kubernetes enhancement 5573). */
const firstThatRefusesV1 = 35;

/**
 * SystemVerification: kernel release and options, cgroup version and controllers.
 *
 * @param kubelet the KubeletConfiguration to come, null when it is not known: `failCgroupV1: false` makes cgroup v1 a warning
 */
export function systemVerification(kubelet: Readonly<Record<string, unknown>> | null): Check {
  return {
    name: "SystemVerification",
    look: async ({ fact }) => {
      const [release, config, groups, version] = await Promise.all([
        fact(kernelRelease),
        fact(kernelConfig),
        fact(cgroups),
        fact(kubeletVersion),
      ]);
      const refusesV1 = (parseVersion(version ?? "")?.minor ?? firstThatRefusesV1) >= firstThatRefusesV1;
      return [
        ...judgeRelease(release),
        ...judgeConfig(config, groups.version),
        ...judgeVersion(groups, refusesV1, kubelet?.["failCgroupV1"] === false),
        ...judgeControllers(groups),
      ];
    },
  };
}

function judgeRelease(release: string): readonly Finding[] {
  if (release === "" || isSupportedKernel(release)) return [];
  const next = "Use a newer kernel of the distribution.";
  return [warning(`The kernel is ${release}.`, "Kubernetes is tested with 5.4, 5.10, 5.15 and 6 or newer.", next)];
}

function judgeConfig(config: KernelConfig | null, version: 1 | 2 | null): readonly Finding[] {
  if (config === null) {
    const why = "Without it nobody can tell whether the kernel can do what containers need.";
    return [error("The kernel's configuration is nowhere to be found.", why, "modprobe configs")];
  }
  const needed = [...requiredOptions, ...(version === null ? [] : requiredForCgroups[version])];
  const isOn = (option: string) => ["y", "m"].includes(config.options.get(option) ?? "");
  const missing = needed.filter((options) => !options.some(isOn)).map((options) => `CONFIG_${options.join(" or ")}`);
  if (missing.length === 0) return [];
  return [
    error(
      `The kernel (${config.source}) lacks ${missing.join(", ")}.`,
      "Containers and kube-proxy need it.",
      "Use a kernel that has it; every distribution's own does.",
    ),
  ];
}

function judgeVersion({ version }: Cgroups, refusesV1: boolean, isWanted: boolean): readonly Finding[] {
  if (version === null) {
    return [
      error(
        "No cgroup hierarchy is mounted.",
        "The kubelet does not start without.",
        "mount -t cgroup2 none /sys/fs/cgroup",
      ),
    ];
  }
  if (version === 2) return [];
  const judge = refusesV1 && !isWanted ? error : warning;
  return [
    judge(
      "The machine uses cgroup v1.",
      isWanted
        ? "The kubelet bears it (failCgroupV1: false) as long as Kubernetes does."
        : "The kubelet refuses to start with it from 1.35 on.",
      `Boot with systemd.unified_cgroup_hierarchy=1${isWanted ? "" : ", or set failCgroupV1: false in KubeletConfiguration"}.`,
    ),
  ];
}

function judgeControllers({ version, controllers: present }: Cgroups): readonly Finding[] {
  if (version === null) return [];
  const missing = (names: readonly string[]) => names.filter((name) => !present.includes(name));
  const required = missing(controllers[version].required);
  const optional = missing(controllers[version].optional);
  const next = "Look at the kernel's command line (cgroup_enable=memory on some boards) and reboot.";
  return [
    ...(required.length > 0
      ? [
          error(
            `The cgroup controllers ${required.join(", ")} are missing.`,
            "The kubelet does not start without.",
            next,
          ),
        ]
      : []),
    ...(optional.length > 0
      ? [
          warning(
            `The cgroup controllers ${optional.join(", ")} are missing.`,
            "Limits of that kind do not work.",
            next,
          ),
        ]
      : []),
  ];
}
