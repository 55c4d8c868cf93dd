import type { Fact } from "../engine/fact.ts";
import { sysctl } from "./sysctl.ts";

/** The kernel's limits for each user; null where it does not say. */
export interface InotifyLimits {
  readonly maxUserInstances: number | null;
  readonly maxUserWatches: number | null;
}

/** fs.inotify's limits: kubelet, containerd and each container runtime shim need instances of root's share. */
export const inotifyLimits: Fact<InotifyLimits> = {
  name: "inotify limits",
  read: async (view) => {
    const [instances, watches] = await Promise.all(
      ["fs.inotify.max_user_instances", "fs.inotify.max_user_watches"].map((name) => sysctl(name).read(view)),
    );
    return { maxUserInstances: wholeNumber(instances), maxUserWatches: wholeNumber(watches) };
  },
};

function wholeNumber(text: string | null | undefined): number | null {
  return text && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
