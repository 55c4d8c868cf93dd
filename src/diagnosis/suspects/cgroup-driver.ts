import type { Suspect } from "../cause.ts";
import { unquoted } from "../last-error.ts";

/** runc's words when it expects systemd's form of a cgroup and got a path, or the other way round. */
const runcSays = /expected cgroupsPath to be of format "?slice:prefix:name"? for systemd cgroups, got "?\/[^"\s]+"?/;
const dockerSays =
  /kubelet cgroup driver: \W*(\w+)\W* is different from (?:docker|CRI|runtime)\w* cgroup driver: \W*(\w+)/i;

/** CGROUP_DRIVER_MISMATCH: kubelet and container runtime make cgroups in two different ways, so no Pod starts. */
export const cgroupDriver: Suspect = ({ kubeletJournal, runtimeJournal, kubelet }) => {
  const said = [...kubeletJournal, ...runtimeJournal]
    .map((text) => unquoted(unquoted(unquoted(text))))
    .map((text) => runcSays.exec(text) ?? dockerSays.exec(text))
    .find((match) => match !== null);
  if (said === undefined) return null;
  const [words, ofKubelet = "cgroupfs", ofRuntime = "systemd"] = said;
  return {
    code: "CGROUP_DRIVER_MISMATCH",
    what: `The kubelet makes cgroups with ${ofKubelet}, the container runtime expects ${ofRuntime}: no container starts.`,
    why: words.slice(0, 400),
    next:
      "Let both use systemd: SystemdCgroup = true for the runtime runc in /etc/containerd/config.toml, " +
      `cgroupDriver: systemd in KubeletConfiguration${kubelet.cgroupDriver === undefined ? "" : ` (now: ${kubelet.cgroupDriver})`}. ` +
      "Then systemctl restart containerd, and run the same command again.",
    isPermanent: true,
  };
};
