import type { Connection } from "./connection.ts";
import { hostError } from "./host-error.ts";
import { MarkedOutput, type MarkedOutputs } from "./marked-output.ts";
import type { Privilege } from "./privilege.ts";
import type { Questions } from "./questions.ts";
import { ScriptWatch } from "./script-watch.ts";
import type { Sessions } from "./sessions.ts";
import { shellLine } from "./shell-line.ts";

/** The way to run scripts on one machine. */
export interface ShellWay {
  readonly connection: Connection;
  readonly sessions: Sessions;
  readonly privilege: Privilege;
}

/** The same, with a place where questions of the same moment come together. */
export interface Shell extends ShellWay {
  readonly questions: Questions;
}

/** A POSIX script and the bounds of its run. */
export interface ScriptCall {
  readonly script: string;
  readonly input?: Buffer | undefined;
  readonly timeoutMs: number;
  /** Bytes of each output. */
  readonly outputLimit: number;
  /** Told what comes at standard output, while it comes. */
  readonly hear?: (chunk: Buffer) => void;
}

/** How a script ended. */
export interface ScriptEnd {
  /** -1 when it ended by a signal, at its deadline, or without a code. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Why the code is -1. */
  readonly reason?: string;
  /** What ended it before its time: its deadline, or too much output. */
  readonly cut?: "deadline" | "limit" | undefined;
}

/** Runs a script to its end. Errors HOST_CONNECTION_LOST, HOST_SESSIONS_REFUSED, HOST_SHELL_UNUSABLE. */
export async function callScript(shell: ShellWay, call: ScriptCall): Promise<ScriptEnd> {
  const { line, head, marker } = shellLine(call.script, shell.privilege);
  const outputs = { stdout: new MarkedOutput(marker), stderr: new MarkedOutput(marker) };
  const { used } = await shell.sessions.begin(line, (channel) => {
    const ended = new ScriptWatch(channel, outputs, call).ended(shell.connection);
    channel.end(call.input === undefined ? head : Buffer.concat([head, call.input]));
    return { ended };
  });
  const end = await used.ended;
  if (!outputs.stdout.hasBegun && end.cut !== "deadline") throw shellUnusable(outputs, end);
  return end;
}

/** HOST_SHELL_UNUSABLE: something ended before our script began. */
export function shellUnusable(outputs: MarkedOutputs, end: { readonly code: number }): Error {
  const said = [outputs.stderr.noise, outputs.stdout.noise].filter((noise) => noise !== "").join("\n");
  return hostError("HOST_SHELL_UNUSABLE", {
    what: "The login does not lead to a shell that runs commands.",
    why: said === "" ? `It ended with code ${end.code} and said nothing.` : said.slice(-1000),
    next: "See that the user has a login shell, no ForceCommand, no rc file that ends it, and that coreutils are installed there.",
  });
}
