import { Facts } from "../../src/engine/facts.ts";
import type { CheckContext } from "../../src/preflight/check.ts";
import type { RuntimeAnswer } from "../../src/preflight/runtime-answer.ts";
import { type FakeMachine, fakeView } from "../facts/fake-view.ts";

const options = [
  "NAMESPACES",
  "NET_NS",
  "PID_NS",
  "IPC_NS",
  "UTS_NS",
  "CPUSETS",
  "MEMCG",
  "INET",
  "EXT4_FS",
  "PROC_FS",
  "IP_NF_TARGET_REDIRECT",
  "NETFILTER_XT_MATCH_COMMENT",
  "FAIR_GROUP_SCHED",
  "CGROUPS",
  "CGROUP_BPF",
  "CGROUP_PIDS",
  "CGROUP_SCHED",
  "CGROUP_CPUACCT",
  "CGROUP_DEVICE",
  "CGROUP_FREEZER",
];

/** What systemd answers: kubelet and containerd are installed, chrony keeps the time; with these units changed. */
export function unitsOf(change: Readonly<Record<string, string>>): string {
  const units = {
    kubelet: "LoadState=loaded\nActiveState=inactive\nUnitFileState=enabled",
    containerd: "LoadState=loaded\nActiveState=active",
    chronyd: "LoadState=loaded\nActiveState=active",
    ...change,
  };
  return Object.entries(units)
    .map(([name, state]) => `Id=${name}.service\n${state}\n`)
    .join("\n");
}

/** What df answers for two paths with this many KiB free of 100 000 000. */
export function dfOf(freeKiB: number): string {
  return `Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100000000 1 ${freeKiB} 1% /\n`.repeat(2);
}

/** A line of /proc/net/tcp: something listens at the port on all addresses. */
export function listensAt(...ports: number[]): string {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, "0");
  return ports.map((port) => `   0: 00000000:${hex(port)} 00000000:0000 0A 0:0 0:0 0 0 0 1\n`).join("");
}

/** A machine on which nothing is in the way of `init`. */
export const healthy = {
  files: {
    "/proc/sys/kernel/osrelease": "6.1.0-28-amd64\n",
    "/proc/meminfo": "MemTotal: 4000000 kB\n",
    "/proc/self/status": "Uid:\t0\t0\t0\t0\nCpus_allowed_list:\t0-3\n",
    "/proc/self/mounts": "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n",
    "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory hugetlb pids rdma misc\n",
    "/proc/swaps": "Filename Type Size Used Priority\n",
    "/proc/sys/net/ipv4/ip_forward": "1\n",
    "/proc/sys/net/ipv6/conf/default/forwarding": "1\n",
    "/proc/sys/fs/inotify/max_user_instances": "8192\n",
    "/proc/sys/fs/inotify/max_user_watches": "1048576\n",
    "/etc/resolv.conf": "nameserver 10.0.0.2\n",
  },
  modified: { "/usr/bin/cp": 1, "/usr/sbin/losetup": 1, "/usr/bin/mount": 1 },
  commands: {
    "kubelet --version": "Kubernetes v1.36.3\n",
    "getent ahosts": "10.0.0.11 STREAM cp1\n",
    "getconf GNU_LIBC_VERSION": "glibc 2.36\n",
    "uname -r": `# source /boot/config-6.1\n${options.map((option) => `CONFIG_${option}=y`).join("\n")}\n`,
    chronyc: "Leap status     : Normal\n",
    "df -Pk": dfOf(90_000_000),
    "systemctl show": unitsOf({}),
  },
} satisfies FakeMachine;

/** A healthy machine with some answers changed; "" takes a file away. */
export function machine(change: FakeMachine = {}): FakeMachine {
  const files = Object.entries({ ...healthy.files, ...change.files }).filter(([, text]) => text !== "");
  return {
    ...healthy,
    ...change,
    files: Object.fromEntries(files),
    commands: { ...healthy.commands, ...change.commands },
  };
}

const answer: RuntimeAnswer = {
  problem: null,
  isReady: true,
  reason: "",
  cgroupDriver: "systemd",
  name: "containerd 2.1.0",
};

/** How checks see the machine. The container runtime answers as `runtime` says. */
export function looking(
  at: FakeMachine,
  runtime: Partial<RuntimeAnswer> = {},
  environment: CheckContext["environment"] = {},
): CheckContext {
  const host = fakeView(at);
  const facts = new Facts(host);
  facts.believe({
    fact: { name: "container runtime unix:///var/run/containerd/containerd.sock", read: async () => answer },
    value: { ...answer, ...runtime },
  });
  return { host, environment, fact: (fact) => facts.ask(fact) };
}

/** A ledger that holds these paths. */
export function ledgerOf(...paths: string[]): Readonly<Record<string, string>> {
  const entry = { type: "file", sha256: "0".repeat(64), mode: 0o600, phase: "x" };
  const text = JSON.stringify({ version: 1, files: Object.fromEntries(paths.map((path) => [path, entry])) });
  return { "/var/lib/kubewright/ledger.json": text };
}
