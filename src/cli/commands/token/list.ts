import { exitCodes } from "../../../errors.ts";
import { withCluster } from "../../cluster-client.ts";
import type { CommandSpec } from "../../command-spec.ts";
import { flags, reworded } from "../../flags/shelf.ts";
import { outputForm } from "../../run-options.ts";

/** `kubewright token list`. */
export const tokenListCommand: CommandSpec = {
  name: "list",
  summary: "List the cluster's bootstrap tokens",
  flags: reworded(flags("output", "allow-missing-template-keys", "show-managed-fields", "dry-run", "kubeconfig"), {
    output: { help: "Form of what is printed", value: "text|json|yaml", otherwise: "text" },
  }),
  examples: [
    { what: "As a table", type: "kubewright token list" },
    { what: "For a program", type: "kubewright token list -o json" },
  ],
  run: async (call, io) => {
    const output = outputForm(call, ["text", "json", "yaml"], "text");
    const { listTokens } = await import("../../../token/commands.ts");
    io.stdout.write(await withCluster(call, io, (client) => listTokens(client, { output, now: new Date(io.now()) })));
    return exitCodes.done;
  },
};
