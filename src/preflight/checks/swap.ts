import { swaps } from "../../facts/swaps.ts";
import { type Check, warning } from "../check.ts";

/** Swap: none is in use, or the kubelet is configured to bear it (`failSwapOn: false`). */
export function swap(kubelet: Readonly<Record<string, unknown>> | null): Check {
  return {
    name: "Swap",
    look: async ({ fact }) => {
      const used = await fact(swaps);
      if (used.length === 0 || kubelet?.["failSwapOn"] === false) return [];
      return [
        warning(
          `Swap is on: ${used.map(({ path }) => path).join(", ")}.`,
          "The kubelet does not start with swap unless its configuration says failSwapOn: false (cgroup v2 only).",
          "swapoff -a, and take the swap line out of /etc/fstab.",
        ),
      ];
    },
  };
}
