import { readOnlyMounts } from "../../facts/read-only.ts";
import { type Check, error } from "../check.ts";

/** ReadOnlyFileSystem: what is written lies on file systems that take writes. Ours. */
export function takesWrites(directories: readonly string[]): Check {
  const closed = readOnlyMounts(directories);
  return {
    name: "ReadOnlyFileSystem",
    look: async ({ fact }) =>
      (await fact(closed)).map(({ mount, paths }) =>
        error(
          `The file system at ${mount} is mounted read-only, and ${paths.join(", ")} ${paths.length === 1 ? "lies" : "lie"} on it.`,
          "Nothing can be written there. The kernel also does this to a file system on a disk that fails.",
          `See dmesg | grep -i 'remount\\|error'; when the disk is sound: mount -o remount,rw ${mount}`,
        ),
      ),
  };
}
