import { KubewrightError } from "../errors.ts";
import type { ExecResult } from "../host/host.ts";
import { commandLine } from "../host/shell.ts";
import { Secret } from "../secret.ts";
import type { CommandChange } from "./change.ts";

/** Characters of a command's last words that an error repeats. */
const wordsLimit = 2000;

/** COMMAND_FAILED: what ran, how it ended, and its last words; what went in as secret comes out as `***`. */
export function commandFailure(change: Pick<CommandChange, "title" | "command">, result: ExecResult): KubewrightError {
  const line = commandLine(change.command.argv);
  return new KubewrightError("COMMAND_FAILED", {
    what: `"${change.title}" failed: ${line.length > 200 ? `${line.slice(0, 200)}…` : line} ${ending(result.code)}.`,
    why: lastWords(change, result),
    next: "Repair what the reason names, then run the same command again: it goes on from what is there.",
  });
}

function ending(code: number): string {
  return code === -1 ? "did not end by itself or was not found" : `ended with code ${code}`;
}

function lastWords({ command }: Pick<CommandChange, "command">, { stdout, stderr }: ExecResult): string | undefined {
  let words = (stderr.trim() === "" ? stdout : stderr).trim();
  if (command.stdin instanceof Secret) {
    for (const line of command.stdin.reveal().split("\n")) if (line.length >= 6) words = words.replaceAll(line, "***");
  }
  return words === "" ? undefined : words.slice(-wordsLimit);
}
