import type { Suspect } from "../cause.ts";

/** runc's words when it expects systemd's form of a cgroup and got a path, or the other way round. */
const runcSays =
  /expected cgroupsPath to be of format \W*slice:prefix:name\W* for systemd cgroups, got \\*"?([^"\s\\]+)/;
const dockerSays =
  /kubelet cgroup driver: \W*(\w+)\W* is different from (?:docker|CRI|runtime)\w* cgroup driver: \W*(\w+)/i;

/** CGROUP_DRIVER_MISMATCH: kubelet and container runtime make cgroups in two different ways, so no Pod starts. */
export const cgroupDriver: Suspect = ({ kubeletJournal, runtimeJournal, kubelet }) => {
  const line = [...kubeletJournal, ...runtimeJournal].find((text) => runcSays.test(text) || dockerSays.test(text));
  if (line === undefined) return null;
  const [, ofKubelet, ofRuntime] = dockerSays.exec(line) ?? [line, "cgroupfs", "systemd"];
  return {
    code: "CGROUP_DRIVER_MISMATCH",
    what: `The kubelet makes cgroups with ${ofKubelet}, the container runtime expects ${ofRuntime}: no container starts.`,
    why: runcSays.exec(line)?.[0] ?? dockerSays.exec(line)?.[0],
    next:
      `Let both use systemd: SystemdCgroup = true in /etc/containerd/config.toml (options of the runtime runc, which must be Debian's or containerd's own runc, not a wrapper that sets --systemd-cgroup), ` +
      `cgroupDriver: systemd in KubeletConfiguration${kubelet.cgroupDriver === undefined ? "" : ` (it says ${kubelet.cgroupDriver})`}; ` +
      "systemctl restart containerd kubelet; then run the same command again.",
    isPermanent: true,
  };
};
