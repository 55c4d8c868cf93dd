import { exitCodes } from "../../../errors.ts";
import type { CommandSpec } from "../../command-spec.ts";
import { flags } from "../../flags/shelf.ts";

/** `kubewright token generate`. */
export const tokenGenerateCommand: CommandSpec = {
  name: "generate",
  summary: "Make up a token and print it",
  description: ["Nothing is stored: write the token into a configuration file, or give it to token create."],
  flags: flags("dry-run", "kubeconfig"),
  examples: [
    { what: "Make up a token", type: "kubewright token generate" },
    { what: "Store a token that was made up before", type: "kubewright token create abcdef.0123456789abcdef" },
  ],
  run: async (_, io) => {
    const { randomBytes } = await import("node:crypto");
    const { newBootstrapToken } = await import("../../../config/bootstrap-token.ts");
    io.stdout.write(`${newBootstrapToken(randomBytes)}\n`);
    return exitCodes.done;
  },
};
