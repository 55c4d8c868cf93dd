import { exitCodes, KubewrightError } from "../../errors.ts";
import type { Call, CommandSpec } from "../command-spec.ts";
import { flags } from "../flags/shelf.ts";
import { helpText } from "../help-text.ts";

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: "Done, or nothing to do",
  internal: "A fault of this program; please report it",
  usage: "The command line or the configuration is wrong; nothing was touched",
  preflight: "Something is in the way on the host; nothing was changed",
  unreachable: "A host or the cluster could not be reached",
  stepFailed: "A step failed; run the same command again to go on",
  interrupted: "Interrupted; run the same command again to go on",
};

function exitCodeTable(): string {
  const rows = Object.entries(exitCodes).map(
    ([name, code]) => `  ${String(code).padStart(3)}  ${meanings[name as keyof typeof exitCodes]}`,
  );
  return `Exit codes:\n${rows.join("\n")}\n`;
}

async function topic(root: CommandSpec, words: readonly string[], columns: number): Promise<string> {
  if (words[0] === "exit-codes") return exitCodeTable();
  const { nearest } = await import("../../config/nearest.ts");
  let spec = root;
  for (const word of words) {
    const next = spec.commands?.find((child) => child.name === word || child.aliases?.includes(word));
    if (next === undefined) {
      const meant = nearest(word, [
        ...(spec.commands ?? []).map(({ name }) => name),
        ...(spec === root ? ["exit-codes"] : []),
      ]);
      throw new KubewrightError("HELP_UNKNOWN", {
        what: `There is no help on "${words.join(" ")}".`,
        next: meant === undefined ? "Type kubewright help to see the commands." : `Did you mean ${meant}?`,
        exitCode: exitCodes.usage,
      });
    }
    spec = next;
  }
  return helpText(spec, [root.name, ...words], columns);
}

/** `kubewright help [command...]`, `kubewright help exit-codes`. */
export function helpCommand(root: () => CommandSpec): CommandSpec {
  return {
    name: "help",
    summary: "Show the help of a command, or the exit codes",
    arguments: "[topic...]",
    flags: flags(),
    examples: [
      { what: "The help of a command", type: "kubewright help init" },
      { what: "What the exit codes mean", type: "kubewright help exit-codes" },
    ],
    run: async (call: Call, io) => {
      io.stdout.write(await topic(root(), call.args, io.stdout.columns));
      return exitCodes.done;
    },
  };
}
