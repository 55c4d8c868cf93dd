import type { ClientChannel } from "ssh2";
import type { Connection } from "./connection.ts";
import { hostError } from "./host-error.ts";
import { MarkedOutput } from "./marked-output.ts";
import type { Privilege } from "./privilege.ts";
import { connectionLost, type Sessions } from "./sessions.ts";
import { shellLine } from "./shell-line.ts";

/** The way to run scripts on one machine. */
export interface Shell {
  readonly connection: Connection;
  readonly sessions: Sessions;
  readonly privilege: Privilege;
}

/** A POSIX script and the bounds of its run. */
export interface ScriptCall {
  readonly script: string;
  readonly input?: Buffer | undefined;
  readonly timeoutMs: number;
  /** Bytes of each output. */
  readonly outputLimit: number;
}

/** How a script ended. */
export interface ScriptEnd {
  /** -1 when it ended by a signal, at its deadline, or without a code. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Why the code is -1. */
  readonly reason?: string;
}

/** Milliseconds for a script to end by itself at its deadline, and for its last words to arrive. */
const graceMs = 2000;

/** Runs a script to its end. Errors HOST_CONNECTION_LOST, HOST_SESSIONS_REFUSED, HOST_SHELL_UNUSABLE. */
export async function callScript(shell: Shell, call: ScriptCall): Promise<ScriptEnd> {
  const { line, head, marker } = shellLine(call.script, shell.privilege);
  const outputs = { stdout: new MarkedOutput(marker), stderr: new MarkedOutput(marker) };
  const { used } = await shell.sessions.begin(line, (channel) => {
    const ended = collect(channel, shell.connection, outputs, call);
    channel.end(call.input === undefined ? head : Buffer.concat([head, call.input]));
    return { ended };
  });
  const end = await used.ended;
  if (!outputs.stdout.hasBegun && end.cut !== "deadline") throw shellUnusable(outputs, end);
  return end;
}

/** HOST_SHELL_UNUSABLE: something ended before our script began. */
export function shellUnusable(
  outputs: { readonly stdout: MarkedOutput; readonly stderr: MarkedOutput },
  end: { readonly code: number },
): Error {
  const said = [outputs.stderr.noise, outputs.stdout.noise].filter((noise) => noise !== "").join("\n");
  return hostError("HOST_SHELL_UNUSABLE", {
    what: "The login does not lead to a shell that runs commands.",
    why: said === "" ? `It ended with code ${end.code} and said nothing.` : said.slice(-1000),
    next: "See that the user has a login shell, no ForceCommand, no rc file that ends it, and that coreutils are installed there.",
  });
}

type Collected = ScriptEnd & { readonly cut?: "deadline" | "limit" };

function collect(
  channel: ClientChannel,
  connection: Connection,
  outputs: { readonly stdout: MarkedOutput; readonly stderr: MarkedOutput },
  { timeoutMs, outputLimit }: ScriptCall,
): Promise<Collected> {
  return new Promise((resolve, reject) => {
    const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let exit: { readonly code: number | null; readonly signal?: string } | undefined;
    let cut: "deadline" | "limit" | undefined;
    let grace: NodeJS.Timeout | undefined;
    const finish = (): void => {
      clearTimeout(timer);
      clearTimeout(grace);
      const bytes = { stdout: Buffer.concat(parts.stdout), stderr: Buffer.concat(parts.stderr) };
      // A connection that is lost closes its channels too.
      if (connection.isOver) {
        reject(connectionLost(connection.reason));
        return;
      }
      if (cut === "deadline") resolve({ ...bytes, code: -1, cut, reason: `ended after ${timeoutMs / 1000} s` });
      else if (cut === "limit")
        resolve({ ...bytes, code: -1, cut, reason: `ended: more than ${outputLimit} bytes of output` });
      else if (exit?.code != null) resolve({ ...bytes, code: exit.code });
      else
        resolve({
          ...bytes,
          code: -1,
          reason: exit === undefined ? "ended without an exit code" : `ended by ${exit.signal}`,
        });
    };
    const timer = setTimeout(() => {
      cut ??= "deadline";
      grace = setTimeout(() => {
        channel.close();
        finish();
      }, graceMs);
    }, timeoutMs);
    for (const name of ["stdout", "stderr"] as const) {
      let size = 0;
      channel[name].on("data", (chunk: Buffer) => {
        const own = outputs[name].push(chunk);
        size += own.length;
        if (size <= outputLimit) parts[name].push(own);
        else if (cut === undefined) {
          cut = "limit";
          channel.close();
          finish();
        }
      });
    }
    channel.on("exit", (code: number | null, signal?: string) => {
      exit = { code, ...(signal === undefined ? {} : { signal }) };
    });
    channel.on("error", () => {});
    channel.on("close", finish);
    void connection.gone.then((reason) => {
      clearTimeout(timer);
      clearTimeout(grace);
      reject(connectionLost(reason));
    });
  });
}
