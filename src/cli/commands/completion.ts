import { exitCodes, KubewrightError } from "../../errors.ts";
import type { CommandSpec } from "../command-spec.ts";
import { flags } from "../flags/shelf.ts";

const shells = ["bash", "zsh", "fish"] as const;

async function script(shell: string | undefined, root: CommandSpec): Promise<string> {
  const { completionTable } = await import("../completion/completion-table.ts");
  const rows = completionTable(root);
  switch (shell) {
    case "bash":
      return (await import("../completion/bash.ts")).bashCompletion(rows);
    case "zsh":
      return (await import("../completion/zsh.ts")).zshCompletion(rows);
    case "fish":
      return (await import("../completion/fish.ts")).fishCompletion(rows);
    default:
      throw new KubewrightError("SHELL_UNKNOWN", {
        what: shell === undefined ? "No shell is named." : `There is no completion for the shell "${shell}".`,
        next: `Name one of: ${shells.join(", ")}.`,
        exitCode: exitCodes.usage,
      });
  }
}

/** `kubewright completion bash|zsh|fish`. */
export function completionCommand(root: () => CommandSpec): CommandSpec {
  return {
    name: "completion",
    summary: "Print a completion script for bash, zsh or fish",
    arguments: "[shell]",
    flags: flags(),
    examples: [
      { what: "In the bash that runs now", type: "source <(kubewright completion bash)" },
      {
        what: "In every fish to come",
        type: "kubewright completion fish > ~/.config/fish/completions/kubewright.fish",
      },
    ],
    run: async (call, io) => {
      io.stdout.write(await script(call.args[0], root()));
      return exitCodes.done;
    },
  };
}
