import type { Fact } from "../engine/fact.ts";
import { readText } from "./text-file.ts";

/** How many numbers a kernel list such as "0-3,8" names; 0 when it is no such list. */
export function countOfList(list: string): number {
  let count = 0;
  for (const part of list.trim().split(",")) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (match === null) return 0;
    const first = Number(match[1]);
    count += Math.max(0, Number(match[2] ?? first) - first + 1);
  }
  return count;
}

/** The CPUs that a process may run on (what Go's runtime counts); those online where affinity is not told; 0 when unknown. */
export const cpuCount: Fact<number> = {
  name: "cpu count",
  read: async (view) => {
    const status = await readText(view, "/proc/self/status");
    const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status ?? "")?.[1];
    return countOfList(allowed ?? (await readText(view, "/sys/devices/system/cpu/online")) ?? "");
  },
};
