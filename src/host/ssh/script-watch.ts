import type { ClientChannel } from "ssh2";
import type { Connection } from "./connection.ts";
import type { MarkedOutputs } from "./marked-output.ts";
import type { ScriptCall, ScriptEnd } from "./script-call.ts";
import { connectionLost } from "./sessions.ts";

/** 128 + SIGKILL: what a shell or sudo says of a command that was killed. */
const killedCode = 137;

/** Milliseconds for a script to end by itself at its deadline, and for its last words to arrive. */
const graceMs = 2000;

/** Watches one script from its first byte to its end, its deadline, or the limit of its outputs. */
export class ScriptWatch {
  readonly #channel: ClientChannel;
  readonly #outputs: MarkedOutputs;
  readonly #timeoutMs: number;
  readonly #outputLimit: number;
  readonly #hear: ScriptCall["hear"];
  readonly #parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  readonly #sizes = { stdout: 0, stderr: 0 };
  readonly #began = performance.now();
  #exit: { readonly code: number | null; readonly signal: string | undefined } | undefined;
  #cut: ScriptEnd["cut"];

  constructor(channel: ClientChannel, outputs: MarkedOutputs, call: ScriptCall) {
    this.#channel = channel;
    this.#outputs = outputs;
    this.#timeoutMs = call.timeoutMs;
    this.#outputLimit = call.outputLimit;
    this.#hear = call.hear;
  }

  /** Resolves with the script's end; rejects with HOST_CONNECTION_LOST. */
  ended(connection: Connection): Promise<ScriptEnd> {
    const channel = this.#channel;
    return new Promise((resolve, reject) => {
      let timer = setTimeout(() => {
        this.#cut ??= "deadline";
        timer = setTimeout(finish, graceMs);
      }, this.#timeoutMs);
      const finish = (): void => {
        clearTimeout(timer);
        stop();
        channel.close();
        // A connection that is lost closes its channels too.
        if (connection.isOver) reject(connectionLost(connection.reason));
        else resolve(this.#end());
      };
      for (const name of ["stdout", "stderr"] as const) {
        channel[name].on("data", (chunk: Buffer) => {
          if (!this.#take(name, chunk)) finish();
        });
      }
      channel.on("exit", (code: number | null, signal?: string) => {
        this.#exit = { code, signal };
      });
      channel.on("error", () => {});
      channel.on("close", finish);
      const stop = connection.onGone(finish);
    });
  }

  /** False when an output has become too long. */
  #take(name: "stdout" | "stderr", chunk: Buffer): boolean {
    const own = this.#outputs[name].push(chunk);
    this.#sizes[name] += own.length;
    if (this.#sizes[name] <= this.#outputLimit) this.#parts[name].push(own);
    else this.#cut ??= "limit";
    if (name === "stdout" && own.length > 0) this.#hear?.(own);
    return this.#cut !== "limit";
  }

  #end(): ScriptEnd {
    const bytes = { stdout: Buffer.concat(this.#parts.stdout), stderr: Buffer.concat(this.#parts.stderr) };
    if (this.#wasKilled() && performance.now() - this.#began >= this.#timeoutMs) this.#cut ??= "deadline";
    const code = this.#cut === undefined ? (this.#exit?.code ?? -1) : -1;
    return code < 0 ? { ...bytes, code, cut: this.#cut, reason: this.#reason() } : { ...bytes, code, cut: undefined };
  }

  /** At the deadline the watch on the machine may be faster than the clock here. */
  #wasKilled(): boolean {
    return this.#exit?.signal === "SIGKILL" || this.#exit?.code === killedCode;
  }

  #reason(): string {
    if (this.#cut === "deadline") return `ended after ${this.#timeoutMs / 1000} s`;
    if (this.#cut === "limit") return `ended: more than ${this.#outputLimit} bytes of output`;
    return this.#exit === undefined ? "ended without an exit code" : `ended by ${this.#exit.signal}`;
  }
}
