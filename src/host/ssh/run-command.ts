import { reveal } from "../../secret.ts";
import type { Command, ExecResult } from "../host.ts";
import { commandLine } from "../shell.ts";
import { callScript, type ScriptCall, type ScriptEnd, type Shell } from "./script-call.ts";

/** Bytes of each output that are read, as on this machine. */
const outputLimit = 10 * 1024 * 1024;
const defaultTimeoutMs = 60_000;

/**
 * Runs a command there and waits for its end and the end of its outputs. At its deadline it is killed with all that it started, by a
 * watch on the machine itself, so that it ends also when the connection is gone. Errors of callScript.
 */
export async function runCommand(shell: Shell, command: Command): Promise<ExecResult> {
  const input = command.stdin === undefined ? undefined : Buffer.from(reveal(command.stdin), "utf8");
  return resultOf(await callScript(shell, { ...callOf(command), input }));
}

/** The same for a command that changes nothing: it goes with what else is asked at this moment, unless it has an input. */
export async function probeCommand(shell: Shell, command: Command): Promise<ExecResult> {
  if (command.stdin !== undefined) return runCommand(shell, command);
  return resultOf(await shell.questions.ask({ kind: "command", ...callOf(command) }));
}

function callOf({ argv, timeoutMs = defaultTimeoutMs }: Command): Omit<ScriptCall, "input"> {
  return { script: `exec timeout -s KILL ${timeoutMs / 1000} ${commandLine(argv)}\n`, timeoutMs, outputLimit };
}

function resultOf(end: ScriptEnd): ExecResult {
  const stderr = end.stderr.toString("utf8");
  const gap = stderr === "" || stderr.endsWith("\n") ? "" : "\n";
  return {
    code: end.code,
    stdout: end.stdout.toString("utf8"),
    stderr: end.reason === undefined ? stderr : `${stderr}${gap}${end.reason}\n`,
  };
}
