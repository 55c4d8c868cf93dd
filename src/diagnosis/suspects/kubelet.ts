import { type Cause, howToSeeKubelet, type Suspect } from "../cause.ts";
import type { Evidence } from "../evidence.ts";
import { lastError } from "../last-error.ts";

/** The kubelet's last word, when it does not run. Its words before it came up count no more. */
function givenUp({ units, kubeletJournal }: Evidence): string | null {
  const unit = units.get("kubelet.service");
  if (unit !== undefined && unit.active === "active" && unit.sub === "running" && unit.restarts === 0) return null;
  return lastError(kubeletJournal);
}

/** KUBELET_MISSING: systemd knows no kubelet. */
export const kubeletMissing: Suspect = ({ units }) =>
  units.get("kubelet.service")?.exists === false
    ? {
        code: "KUBELET_MISSING",
        what: "There is no service kubelet on the machine.",
        why: "The kubelet starts every part of the control plane.",
        next: "Install the kubelet (package kubelet), then run the same command again.",
        isPermanent: true,
      }
    : null;

/** KUBELET_FLAG_UNKNOWN: the kubelet does not know a flag it was given. */
export const kubeletFlag: Suspect = (evidence) => {
  const said = givenUp(evidence);
  const flag = /unknown (?:shorthand )?flag: '?(\S+)|failed to parse kubelet flag: (.+)/.exec(said ?? "");
  if (said === null || flag === null) return null;
  return {
    code: "KUBELET_FLAG_UNKNOWN",
    what: `The kubelet does not accept its command line: ${said}`,
    why: "The flag comes from nodeRegistration.kubeletExtraArgs, /etc/default/kubelet or a drop-in of kubelet.service.",
    next: "Take the flag out (systemctl cat kubelet shows where it stands) and run the same command again.",
    isPermanent: true,
  };
};

/** KUBELET_CGROUP_V1: the kubelet refuses a machine with cgroup v1. */
export const kubeletCgroupV1: Suspect = (evidence) => {
  if (evidence.cgroupVersion === 2 || !givenUp(evidence)?.includes("cgroup v1")) return null;
  return {
    code: "KUBELET_CGROUP_V1",
    what: "The kubelet refuses to run on this machine because it uses cgroup v1.",
    why: "Kubernetes 1.35 and newer start there only when their configuration says so.",
    next: "Boot with systemd.unified_cgroup_hierarchy=1, or set failCgroupV1: false in KubeletConfiguration.",
    isPermanent: true,
  };
};

/** KUBELET_SWAP_ON: the kubelet refuses to run while swap is on. */
export const kubeletSwap: Suspect = (evidence) => {
  const refused = evidence.kubeletJournal.some((line) => line.includes("running with swap on is not supported"));
  if (!refused || evidence.swaps.length === 0) return null;
  return {
    code: "KUBELET_SWAP_ON",
    what: `The kubelet refuses to run while swap is on (${evidence.swaps.map(({ path }) => path).join(", ")}).`,
    why: "Its configuration says failSwapOn: true, which is the default.",
    next: "swapoff -a, and take the swap line out of /etc/fstab; or set failSwapOn: false in KubeletConfiguration.",
    isPermanent: true,
  };
};

/** KUBELET_CONFIG_MISSING, KUBELET_CONFIG_INVALID: the kubelet does not find its configuration file, or does not accept it. */
export const kubeletConfig: Suspect = (evidence) => {
  const said = givenUp(evidence);
  if (said === null || !/failed to (?:load|validate|merge) kubelet|failed to load Kubelet config file/i.test(said)) {
    return null;
  }
  const isMissing = said.includes("no such file or directory");
  return {
    code: isMissing ? "KUBELET_CONFIG_MISSING" : "KUBELET_CONFIG_INVALID",
    what: isMissing ? "The kubelet does not find its configuration." : "The kubelet does not accept its configuration.",
    why: said,
    next: isMissing
      ? "Run the same command again: it writes what is missing."
      : "Correct the KubeletConfiguration in your file, then run the same command again.",
    isPermanent: !isMissing,
  };
};

/** KUBELET_FAILED, KUBELET_STOPPED: the kubelet does not stay up, for a reason of its own. */
export const kubeletDown: Suspect = (evidence) => {
  const unit = evidence.units.get("kubelet.service");
  if (unit === undefined || (unit.active === "active" && unit.sub === "running")) return null;
  const said =
    lastError(evidence.kubeletJournal) ?? lastComplaint(evidence.kubeletJournal) ?? "Its log names no reason.";
  const failed = unit.exitStatus !== 0 || unit.restarts > 0 || unit.active === "failed";
  return failed ? kubeletFailed(unit.restarts, unit.exitStatus, said) : kubeletStopped(unit.active, said);
};

/** klog's last line of severity fatal, else of severity error: what it tells besides is no reason to end. */
function lastComplaint(lines: readonly string[]): string | undefined {
  return lines.findLast((line) => /^F\d{4} /.test(line)) ?? lines.findLast((line) => /^E\d{4} /.test(line));
}

function kubeletFailed(restarts: number, exitStatus: number, said: string): Cause {
  return {
    code: "KUBELET_FAILED",
    what: `The kubelet does not stay up: it ended with ${exitStatus} and was started again ${restarts} times.`,
    why: said,
    next: howToSeeKubelet,
    isPermanent: false,
  };
}

function kubeletStopped(active: string, said: string): Cause {
  return {
    code: "KUBELET_STOPPED",
    what: `The service kubelet is ${active}.`,
    why: said,
    next: "systemctl start kubelet, then run the same command again.",
    isPermanent: false,
  };
}

/** MANIFEST_INVALID: the kubelet cannot read a static Pod. */
export const manifestInvalid: Suspect = ({ kubeletJournal }) => {
  const line = kubeletJournal.findLast((text) =>
    /Could not process manifest file|Can't process manifest file/i.test(text),
  );
  if (line === undefined) return null;
  return {
    code: "MANIFEST_INVALID",
    what: "The kubelet cannot read a file in /etc/kubernetes/manifests.",
    why: line,
    next: "Correct the file or move it out of /etc/kubernetes/manifests.",
    isPermanent: false,
  };
};

/** MANIFESTS_MISSING: there is nothing for the kubelet to start. */
export const manifestsMissing: Suspect = ({ manifests }) =>
  manifests === null || manifests.length === 0
    ? {
        code: "MANIFESTS_MISSING",
        what: "/etc/kubernetes/manifests holds no static Pod.",
        why: "The kubelet has no control plane to start.",
        next: "Run kubewright init again: it writes what is missing.",
        isPermanent: false,
      }
    : null;
