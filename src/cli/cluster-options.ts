import type { ApplyOptions } from "../apply/apply-options.ts";
import type { Call } from "./command-spec.ts";
import { outputForm } from "./run-options.ts";

/** The flags that every command over a whole cluster has. */
export const clusterFlags: readonly string[] = [
  "file",
  "accept-new-host-keys",
  "sudo-password-file",
  "strict",
  "output",
];

/** What was typed for a command over a whole cluster. */
export function clusterOptions(call: Call): ApplyOptions {
  const { flags, verbosity } = call;
  const text = (name: string): string | undefined => (typeof flags[name] === "string" ? flags[name] : undefined);
  return {
    file: text("file") ?? "",
    strict: flags["strict"] === true,
    output: outputForm(call, ["text", "json"], "text"),
    verbosity,
    yes: flags["yes"] === true,
    ssh: {
      acceptNewHostKeys: flags["accept-new-host-keys"] === true,
      sudoPasswordFile: text("sudo-password-file"),
    },
  };
}
