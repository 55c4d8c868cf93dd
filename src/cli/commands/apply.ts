import { exitCodes, KubewrightError } from "../../errors.ts";
import { clusterFlags, clusterOptions } from "../cluster-options.ts";
import type { CommandSpec } from "../command-spec.ts";
import { flags } from "../flags/shelf.ts";

/** `kubewright apply`. */
export const applyCommand: CommandSpec = {
  name: "apply",
  summary: "Make a whole cluster what its file says, over SSH",
  description: [
    "Founds the cluster, adds nodes to it, and repairs what is not as the file says. Run it again after an interruption: it goes on from what is there, and says so when nothing is left to do. A host that fails does not keep the others; the next run does only what is left.",
    "The machines are reached as `ssh` reaches them: ~/.ssh/config, agent and known_hosts are read. Nothing is installed there for this program's sake.",
  ],
  arguments: "[plan]",
  flags: flags(...clusterFlags, "yes"),
  examples: [
    { what: "Show what would be done, ask, and do it", type: "kubewright apply -f cluster.yaml" },
    { what: "Without being asked", type: "kubewright apply -f cluster.yaml --yes" },
    { what: "Carry out a plan that was saved, and nothing else", type: "kubewright apply plan.json" },
  ],
  run: async (call, io) => {
    const [plan] = call.args;
    if (plan === undefined) return (await import("../../apply/run-apply.ts")).runApply(io, clusterOptions(call));
    if (call.flags["file"] !== undefined) {
      throw new KubewrightError("USAGE", {
        what: "A saved plan does not go with --file: it names the file that it was made from.",
        next: "Leave one of them out.",
        exitCode: exitCodes.usage,
      });
    }
    return (await import("../../apply/run-saved-plan.ts")).runSavedPlan(io, plan, clusterOptions(call));
  },
};
