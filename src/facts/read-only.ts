import { posix } from "node:path";
import type { Fact } from "../engine/fact.ts";
import type { FileState, HostView } from "../host/host.ts";
import { unescapeMount } from "./mounts.ts";
import { plainText } from "./plain-text.ts";
import { readText } from "./text-file.ts";

/** A file system that takes no writes. */
export interface ReadOnlyMount {
  /** Where it is mounted. */
  readonly mount: string;
  /** Those of the paths that lie on it. */
  readonly paths: readonly string[];
}

/** The file systems that hold these paths, also paths that are not there yet, and take no writes. A path that is a link counts where it leads. */
export function readOnlyMounts(paths: readonly string[]): Fact<readonly ReadOnlyMount[]> {
  return {
    name: `read-only file systems under ${paths.join(" ")}`,
    read: async (view: HostView) => {
      const [mounts, found] = await Promise.all([readText(view, "/proc/self/mounts"), view.read(paths)]);
      return parseReadOnly(mounts ?? "", paths, (path) => targetOf(path, found.get(path)));
    },
  };
}

/** Reads proc_pid_mounts(5): device, path, type and options; of several at one path the last covers the others. */
export function parseReadOnly(
  text: string,
  paths: readonly string[],
  leads: (path: string) => string = (path) => path,
): ReadOnlyMount[] {
  const mounts = text.split("\n").flatMap((line) => {
    const [, path, , options] = line.split(" ");
    return path && options ? [{ path: unescapeMount(path), isReadOnly: options.split(",").includes("ro") }] : [];
  });
  const held = paths.map((path) => {
    const above = mounts.filter((mount) => isWithin(leads(path), mount.path));
    const [nearest] = above.reverse().sort((a, b) => b.path.length - a.path.length);
    return { path, nearest };
  });
  const closed = new Set(held.flatMap(({ nearest }) => (nearest?.isReadOnly === true ? [nearest.path] : [])));
  return [...closed].map((mount) => ({
    mount: plainText(mount, 200),
    paths: held.filter(({ nearest }) => nearest?.path === mount).map(({ path }) => path),
  }));
}

function isWithin(path: string, directory: string): boolean {
  return directory === "/" || path === directory || path.startsWith(`${directory}/`);
}

function targetOf(path: string, state: FileState | undefined): string {
  return state?.type === "symlink" ? posix.resolve(posix.dirname(path), state.target) : path;
}
