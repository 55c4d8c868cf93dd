import { inotifyLimits } from "../../facts/inotify.ts";
import { type Check, warning } from "../check.ts";

// Seen: the kernel's default of 128 instances is used up by a kubelet, containerd and some twenty Pods with log followers.
const minInstances = 256;
// What Kubernetes' own distributions set at least; the old kernel default of 8192 is used up by one busy log shipper.
const minWatches = 16_384;

/** InotifyLimits: root may have enough inotify instances and watches. Ours. */
export const inotifyEnough: Check = {
  name: "InotifyLimits",
  look: async ({ fact }) => {
    const { maxUserInstances, maxUserWatches } = await fact(inotifyLimits);
    const low = [
      ...(maxUserInstances !== null && maxUserInstances < minInstances
        ? [["fs.inotify.max_user_instances", maxUserInstances, 8192] as const]
        : []),
      ...(maxUserWatches !== null && maxUserWatches < minWatches
        ? [["fs.inotify.max_user_watches", maxUserWatches, 524_288] as const]
        : []),
    ];
    if (low.length === 0) return [];
    return [
      warning(
        `${low.map(([name, value]) => `${name} is ${value}`).join(" and ")}.`,
        'The kubelet and programs in Pods fail with "too many open files" when root\'s share is used up.',
        `printf '${low.map(([name, , good]) => `${name} = ${good}\\n`).join("")}' > /etc/sysctl.d/99-inotify.conf && sysctl --system`,
      ),
    ];
  },
};
