import type { Fact } from "../engine/fact.ts";
import { realPath } from "./real-path.ts";
import { readText } from "./text-file.ts";

/** A mounted file system. */
export interface Mount {
  readonly path: string;
  /** "ext4", "tmpfs", … */
  readonly type: string;
}

/** Reads proc_pid_mountinfo(5), in mount order. */
export function parseMountInfo(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [before, after] = line.split(" - ", 2);
    const path = before?.split(" ")[4];
    const type = after?.split(" ")[0];
    return path && type ? [{ path: unescapeMount(path), type }] : [];
  });
}

/** A path as the kernel lists it: it writes blank, tab, newline and backslash as three octal digits. */
export function unescapeMount(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** What is mounted below a directory (not on it), in the order in which it can be unmounted. A directory that is a link, or lies behind one, is looked for where it leads: the kernel lists mounts by their real paths. */
export function mountsUnder(directory: string): Fact<readonly Mount[]> {
  return {
    name: `mounts under ${directory}`,
    read: async (view) => {
      const [text, at] = await Promise.all([readText(view, "/proc/self/mountinfo"), realPath(view, directory)]);
      return parseMountInfo(text ?? "")
        .filter((mount) => mount.path.startsWith(`${at}/`))
        .reverse();
    },
  };
}
