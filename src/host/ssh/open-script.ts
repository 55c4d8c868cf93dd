import type { ClientChannel } from "ssh2";
import { MarkedOutput } from "./marked-output.ts";
import { type Shell, shellUnusable } from "./script-call.ts";
import { connectionLost } from "./sessions.ts";
import { shellLine } from "./shell-line.ts";

/** A script that stays: its channel, once it has said that it is ready. */
export interface OpenScript {
  readonly channel: ClientChannel;
  /** What the script said on its standard output after its word of readiness. */
  readonly rest: Buffer;
}

/** How a script ended that did not become ready. */
export interface FailedScript {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** By what a script says that it is ready. */
export interface Ready {
  readonly on: "stdout" | "stderr";
  readonly text: string;
  /** Milliseconds; 30,000 when left out. */
  readonly withinMs?: number;
}

/** Bytes of last words that are kept. */
const mostWords = 65_536;
/** Milliseconds to become ready: both scripts that stay, a lock and socat, are at once, or hang with their machine's disk. */
const readyWithinMs = 30_000;

/**
 * Begins a script that goes on; resolves when the text `ready` has come on the named output, or with how the script ended before.
 * The channel is paused then. What is not ready in time is ended, and told as ended with code -1. Errors HOST_CONNECTION_LOST, HOST_SESSIONS_REFUSED, HOST_SHELL_UNUSABLE.
 */
export async function openScript(
  shell: Shell,
  script: string,
  input: string,
  ready: Ready,
): Promise<OpenScript | FailedScript> {
  const { line, head, marker } = shellLine(script, shell.privilege);
  const { used } = await shell.sessions.begin(line, (channel) => {
    const answer = untilReady(channel, shell, marker, ready);
    channel.write(Buffer.concat([head, Buffer.from(input, "utf8")]));
    return { answer };
  });
  return used.answer;
}

function untilReady(
  channel: ClientChannel,
  shell: Shell,
  marker: string,
  ready: Ready,
): Promise<OpenScript | FailedScript> {
  const { withinMs = readyWithinMs } = ready;
  const outputs = { stdout: new MarkedOutput(marker), stderr: new MarkedOutput(marker) };
  const heard = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  return new Promise((resolve, reject) => {
    let code = -1;
    const hear = (name: "stdout" | "stderr") => (chunk: Buffer) => {
      heard[name] = Buffer.concat([heard[name], outputs[name].push(chunk)]).subarray(-mostWords);
      const at = heard[ready.on].indexOf(ready.text);
      if (at < 0) return;
      channel.off("data", hearOut);
      channel.stderr.off("data", hearErr);
      channel.off("close", failed);
      end();
      channel.pause();
      channel.stderr.resume();
      shell.sessions.keep(channel);
      resolve({ channel, rest: ready.on === "stdout" ? heard.stdout.subarray(at + ready.text.length) : heard.stdout });
    };
    const hearOut = hear("stdout");
    const hearErr = hear("stderr");
    const failed = (): void => {
      end();
      if (shell.connection.isOver) reject(connectionLost(shell.connection.reason));
      else if (!outputs.stdout.hasBegun) reject(shellUnusable(outputs, { code }));
      else resolve({ code, stdout: heard.stdout.toString("utf8"), stderr: heard.stderr.toString("utf8") });
    };
    channel.on("data", hearOut);
    channel.stderr.on("data", hearErr);
    channel.on("error", () => {});
    channel.on("exit", (ended: number | null) => {
      code = ended ?? -1;
    });
    channel.on("close", failed);
    const late = (): void => {
      end();
      channel.off("close", failed);
      channel.close();
      resolve({ code: -1, stdout: heard.stdout.toString("utf8"), stderr: `no answer within ${withinMs / 1000} s` });
    };
    const timer = setTimeout(late, withinMs);
    const stop = shell.connection.onGone((reason) => {
      end();
      reject(connectionLost(reason));
    });
    const end = (): void => {
      clearTimeout(timer);
      stop();
    };
  });
}
