import { exitCodes } from "../../../errors.ts";
import { withCluster } from "../../cluster-client.ts";
import type { CommandSpec } from "../../command-spec.ts";
import { askedPrinter, objectFlags } from "../../object-output.ts";

/** `kubewright token list`. */
export const tokenListCommand: CommandSpec = {
  name: "list",
  summary: "List the cluster's bootstrap tokens",
  flags: objectFlags("dry-run", "kubeconfig"),
  examples: [
    { what: "As a table", type: "kubewright token list" },
    { what: "For a program", type: "kubewright token list -o json" },
    { what: "The tokens alone", type: "kubewright token list -o 'jsonpath={.token}{\"\\n\"}'" },
  ],
  run: async (call, io) => {
    const print = await askedPrinter(call, io);
    const { listTokens } = await import("../../../token/commands.ts");
    io.stdout.write(await withCluster(call, io, (client) => listTokens(client, { print, now: new Date(io.now()) })));
    return exitCodes.done;
  },
};
