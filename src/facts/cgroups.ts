import type { Fact } from "../engine/fact.ts";
import { readText } from "./text-file.ts";

/** The cgroup hierarchy that containers get. `version` is null when none is mounted. */
export interface Cgroups {
  readonly version: 1 | 2 | null;
  /** Sorted. */
  readonly controllers: readonly string[];
}

/**
 * The version by what is mounted, as system-validators decides: type cgroup2 at /sys/fs/cgroup is 2, a tmpfs there
 * with a memory directory is 1; else the first cgroup2 mount, then the first cgroup mount.
 */
export function parseCgroupVersion(mounts: string, hasMemoryDirectory: boolean): 1 | 2 | null {
  const entries = mounts.split("\n").map((line) => line.split(" "));
  const atRoot = entries.filter(([, path]) => path === "/sys/fs/cgroup").map(([, , type]) => type);
  if (atRoot.includes("cgroup2")) return 2;
  if (atRoot.includes("tmpfs") && hasMemoryDirectory) return 1;
  if (entries.some(([, , type]) => type === "cgroup2")) return 2;
  return entries.some(([, , type]) => type === "cgroup") ? 1 : null;
}

/** The enabled controllers of /proc/cgroups (version 1). */
export function parseControllersV1(text: string): string[] {
  const rows = text.split("\n").map((line) => line.split("\t"));
  return rows.flatMap(([name, , , enabled]) => (name !== undefined && enabled === "1" ? [name] : [])).sort();
}

/** The machine's cgroup version and controllers. devices and freezer have no entry in version 2: they are always there. */
export const cgroups: Fact<Cgroups> = {
  name: "cgroups",
  read: async (view) => {
    const [mounts, memory, v1, v2] = await Promise.all([
      readText(view, "/proc/self/mounts"),
      view.list(["/sys/fs/cgroup/memory"]),
      readText(view, "/proc/cgroups"),
      readText(view, "/sys/fs/cgroup/cgroup.controllers"),
    ]);
    const version = parseCgroupVersion(mounts ?? "", memory.has("/sys/fs/cgroup/memory"));
    if (version !== 2) return { version, controllers: parseControllersV1(v1 ?? "") };
    const listed = (v2 ?? "").split(/\s+/).filter((name) => name !== "");
    return { version, controllers: [...new Set([...listed, "devices", "freezer"])].sort() };
  },
};
