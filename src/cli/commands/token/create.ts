import { exitCodes } from "../../../errors.ts";
import { withCluster } from "../../cluster-client.ts";
import type { CommandSpec } from "../../command-spec.ts";
import { flags } from "../../flags/shelf.ts";

/** `kubewright token create`. */
export const tokenCreateCommand: CommandSpec = {
  name: "create",
  summary: "Make a bootstrap token with which nodes join",
  description: ["Prints the token, or with --print-join-command the whole command to type on the new node."],
  arguments: "[token]",
  flags: flags(
    "config",
    "ttl",
    "description",
    "groups",
    "usages",
    "print-join-command",
    "certificate-key",
    "dry-run",
    "kubeconfig",
  ),
  examples: [
    { what: "The command that adds a worker", type: "kubewright token create --print-join-command" },
    { what: "A token for two hours, with a note", type: "kubewright token create --ttl 2h --description rack-7" },
  ],
  run: async (call, io) => {
    const { randomBytes } = await import("node:crypto");
    const { createToken } = await import("../../../token/commands.ts");
    const { createOptions } = await import("../../token-options.ts");
    const options = await createOptions(call, io);
    const text = await withCluster(call, io, (client, access) =>
      createToken(client, { ...options, access, randomBytes, now: new Date(io.now()) }),
    );
    io.stdout.write(text);
    return exitCodes.done;
  },
};
