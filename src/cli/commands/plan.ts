import { clusterFlags, clusterOptions } from "../cluster-options.ts";
import type { CommandSpec } from "../command-spec.ts";
import { flags } from "../flags/shelf.ts";

/** `kubewright plan`. */
export const planCommand: CommandSpec = {
  name: "plan",
  summary: "Show what apply would do on each host, and change nothing",
  description: [
    "Shows every file with its difference, every command and every object, host by host. What cannot be known before it happens is named as such.",
  ],
  flags: flags(...clusterFlags),
  examples: [
    { what: "Look first", type: "kubewright plan -f cluster.yaml" },
    { what: "Save it for `kubewright apply plan.json`", type: "kubewright plan -f cluster.yaml -o json > plan.json" },
  ],
  run: async (call, io) => {
    const { runPlan } = await import("../../apply/run-plan.ts");
    return runPlan(io, clusterOptions(call));
  },
};
