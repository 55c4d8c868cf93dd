import { existsSync } from "node:fs";
import { exitCodes } from "../../../errors.ts";
import type { CommandSpec } from "../../command-spec.ts";
import { flags } from "../../flags/shelf.ts";
import { neededSource, warn } from "../../needed-source.ts";

/** `kubewright config validate`. */
export const configValidateCommand: CommandSpec = {
  name: "validate",
  summary: "Check a configuration file",
  description: [
    "Names every problem at once, with file, line and column; unknown and duplicate keys too. The verdict is kubeadm's.",
  ],
  flags: flags("config", "allow-deprecated-api", "allow-experimental-api", "kubeconfig"),
  examples: [
    { what: "Check a file", type: "kubewright config validate --config kubeadm.yaml" },
    { what: "From standard input", type: "kubewright config validate --config -" },
  ],
  run: async (call, io) => {
    const source = await neededSource(call, "config", io);
    const { validateConfig } = await import("../../../config/validate-config.ts");
    const { warnings } = validateConfig({
      source,
      allowDeprecated: call.flags["allow-deprecated-api"] === true,
      fileExists: existsSync,
    });
    warn(warnings, io);
    io.stdout.write("ok\n");
    return exitCodes.done;
  },
};
