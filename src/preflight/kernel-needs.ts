/** Kernel options that containers and kube-proxy need (system-validators 1.12.1); alternatives side by side. */
export const requiredOptions: readonly (readonly string[])[] = [
  ["NAMESPACES"],
  ["NET_NS"],
  ["PID_NS"],
  ["IPC_NS"],
  ["UTS_NS"],
  ["CPUSETS"],
  ["MEMCG"],
  ["INET"],
  ["EXT4_FS"],
  ["PROC_FS"],
  ["NETFILTER_XT_TARGET_REDIRECT", "IP_NF_TARGET_REDIRECT"],
  ["NETFILTER_XT_MATCH_COMMENT"],
  ["FAIR_GROUP_SCHED"],
];

/** The same for each cgroup version. */
export const requiredForCgroups: Readonly<Record<1 | 2, readonly (readonly string[])[]>> = {
  1: [["CGROUPS"], ["CGROUP_CPUACCT"], ["CGROUP_DEVICE"], ["CGROUP_FREEZER"], ["CGROUP_PIDS"], ["CGROUP_SCHED"]],
  2: [["CGROUPS"], ["CGROUP_BPF"], ["CGROUP_PIDS"], ["CGROUP_SCHED"]],
};

/** The cgroup controllers without which the kubelet does not start, and those it can do without. */
export const controllers: Readonly<
  Record<1 | 2, { readonly required: readonly string[]; readonly optional: readonly string[] }>
> = {
  1: { required: ["cpu", "cpuacct", "cpuset", "devices", "freezer", "memory", "pids"], optional: ["hugetlb", "blkio"] },
  2: { required: ["cpu", "cpuset", "devices", "freezer", "memory", "pids"], optional: ["hugetlb", "io"] },
};

/** Whether Kubernetes supports the kernel release: the long-term 5.x series 5.4, 5.10, 5.15, or 6 and newer. */
export function isSupportedKernel(release: string): boolean {
  return /^5\.(?:4|10|15)/.test(release) || /^(?:[6-9]|[1-9]\d+)\.\d+\.\d+/.test(release);
}
