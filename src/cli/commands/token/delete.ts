import { exitCodes } from "../../../errors.ts";
import { withCluster } from "../../cluster-client.ts";
import type { CommandSpec } from "../../command-spec.ts";
import { flags } from "../../flags/shelf.ts";

/** `kubewright token delete`. */
export const tokenDeleteCommand: CommandSpec = {
  name: "delete",
  summary: "Delete bootstrap tokens",
  arguments: "<token...>",
  flags: flags("dry-run", "kubeconfig"),
  examples: [
    { what: "By the first part, which is no secret", type: "kubewright token delete abcdef" },
    { what: "By the whole token", type: "kubewright token delete abcdef.0123456789abcdef" },
  ],
  run: async (call, io) => {
    const { deleteTokens } = await import("../../../token/commands.ts");
    io.stdout.write(
      await withCluster(call, io, (client) =>
        deleteTokens(client, call.args, { dryRun: call.flags["dry-run"] === true }),
      ),
    );
    return exitCodes.done;
  },
};
