import { join } from "node:path";
import type { ClusterIntent, NodeSsh } from "../config/cluster-intent.ts";

/** The intent with the paths of its ssh settings begun at `directory`, the cluster file's, where they are relative. ~ and tokens stay. */
export function pathsBeside(directory: string, intent: ClusterIntent): ClusterIntent {
  return { ...intent, nodes: intent.nodes.map((node) => ({ ...node, ssh: sshBeside(directory, node.ssh) })) };
}

function sshBeside(directory: string, ssh: NodeSsh): NodeSsh {
  const { configFile, identityFile, ...others } = ssh;
  return {
    ...others,
    ...(configFile === undefined ? {} : { configFile: beside(directory, configFile) }),
    ...(identityFile === undefined ? {} : { identityFile: beside(directory, identityFile) }),
  };
}

/** What ssh itself gives a meaning to at the beginning of a path, and its word for no file. */
const ownMeaning = /^([/~%$]|none$)/i;

function beside(directory: string, path: string): string {
  return ownMeaning.test(path) ? path : join(directory, path);
}
