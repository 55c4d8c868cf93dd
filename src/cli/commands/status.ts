import { clusterFlags, clusterOptions } from "../cluster-options.ts";
import type { CommandSpec } from "../command-spec.ts";
import { flags } from "../flags/shelf.ts";

/** `kubewright status`. */
export const statusCommand: CommandSpec = {
  name: "status",
  summary: "Show how the nodes of a cluster are, with the reason for all that is not well",
  description: [
    "Looks at every machine of the file and asks the API server: nodes and versions, kubelets, control planes, etcd's members and leader, the days that certificates are left. Exit code 5 when something is not well.",
  ],
  flags: flags(...clusterFlags),
  examples: [
    { what: "Have a look", type: "kubewright status -f cluster.yaml" },
    { what: "For a program", type: "kubewright status -f cluster.yaml -o json" },
  ],
  run: async (call, io) => {
    const { runStatus } = await import("../../apply/run-status.ts");
    return runStatus(io, clusterOptions(call));
  },
};
