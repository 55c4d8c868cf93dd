import { posix } from "node:path";
import type { FileTree, HostView } from "../host/host.ts";

/** A machine that is nothing but these files: what shall be made in this process's memory is made as on a machine. */
export function treeView(name: string, tree: FileTree): HostView {
  return {
    name,
    read: async (paths) => new Map([...tree].filter(([path]) => paths.includes(path))),
    list: async (directories) =>
      new Map(
        directories.map((directory) => [
          directory,
          [...tree.keys()].filter((path) => posix.dirname(path) === directory).map((path) => posix.basename(path)),
        ]),
      ),
    modified: async () => new Map(),
    probe: async () => ({ code: -1, stdout: "", stderr: `${name} runs no commands` }),
    dial: async () => {
      throw new Error(`${name} has no network`);
    },
  };
}
