import { kubeletVersion } from "../../facts/kubelet-version.ts";
import { type Check, error, type Finding, warning } from "../check.ts";
import { parseVersion } from "../version.ts";

/** How many minor releases a kubelet may be older than what deploys it (Kubernetes' version skew policy). */
const kubeletSkew = 3;

/** KubernetesVersion: the version asked for is none that came after `newest` ("v1.36"), the newest this program was made for. */
export function kubernetesVersion(wanted: string, newest: string): Check {
  return {
    name: "KubernetesVersion",
    look: async () => {
      const target = parseVersion(wanted);
      const known = parseVersion(`${newest}.0`);
      if (target === null || known === null) {
        return [error(`"${wanted}" is no version.`, "Images are named by it.", "Write it as v1.36.3.")];
      }
      if (target.major < known.major || (target.major === known.major && target.minor <= known.minor)) return [];
      return [
        warning(
          `Kubernetes ${wanted} is newer than ${newest}, the newest that kubewright knows.`,
          "A flag that this version makes may be gone in that one.",
          "Use a newer kubewright, or a kubernetesVersion it knows.",
        ),
      ];
    },
  };
}

/**
 * KubeletVersion: a kubelet is installed, at most three minor releases older than `newest`,
 * and of no newer minor release than the control plane will be (null when that is not known yet).
 */
export function kubeletFits(controlPlane: string | null, newest: string): Check {
  return {
    name: "KubeletVersion",
    look: async ({ fact }) => {
      const text = await fact(kubeletVersion);
      const kubelet = text === null ? null : parseVersion(text);
      if (text === null || kubelet === null) return [noKubelet(controlPlane)];
      const lowest = (parseVersion(`${newest}.0`)?.minor ?? 0) - kubeletSkew;
      if (kubelet.major === 1 && kubelet.minor < lowest) return [tooOld(text, lowest)];
      const target = controlPlane === null ? null : parseVersion(controlPlane);
      if (target === null || (kubelet.major <= target.major && kubelet.minor <= target.minor)) return [];
      return [tooNew(text, controlPlane ?? "")];
    },
  };
}

function noKubelet(controlPlane: string | null): Finding {
  return error(
    "No kubelet answers to `kubelet --version`.",
    "The kubelet runs every part of the control plane.",
    `Install the kubelet${controlPlane === null ? "" : ` ${controlPlane}`} (package kubelet of pkgs.k8s.io) in the search path.`,
  );
}

function tooOld(text: string, lowest: number): Finding {
  return error(
    `The installed kubelet is ${text}; the oldest that is supported is v1.${lowest}.`,
    "It would not understand its configuration.",
    "Upgrade the kubelet package.",
  );
}

function tooNew(text: string, controlPlane: string): Finding {
  return error(
    `The installed kubelet is ${text}, newer than the control plane (${controlPlane}).`,
    "Kubernetes does not support a kubelet that is newer than its API server.",
    `Install kubelet ${controlPlane}, or set kubernetesVersion to ${text}.`,
  );
}
