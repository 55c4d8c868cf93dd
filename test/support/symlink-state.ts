import type { FileState } from "../../src/host/host.ts";

/** A symbolic link; the target stands as it is written into the link. */
export function symlinkState(target: string): FileState {
  return { type: "symlink", target };
}
