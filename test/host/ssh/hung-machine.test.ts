import { EventEmitter } from "node:events";
import { Duplex, PassThrough } from "node:stream";
import type { Client } from "ssh2";
import { describe, expect, test } from "vitest";
import { Connection } from "../../../src/host/ssh/connection.ts";
import { openScript } from "../../../src/host/ssh/open-script.ts";
import { Questions } from "../../../src/host/ssh/questions.ts";
import { probeCommand } from "../../../src/host/ssh/run-command.ts";
import type { Shell } from "../../../src/host/ssh/script-call.ts";
import { Sessions } from "../../../src/host/ssh/sessions.ts";

/** A session of a machine that says something and then hangs. */
class HungChannel extends Duplex {
  readonly stdout = this;
  readonly stderr = new PassThrough();
  override _read(): void {}
  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    done();
  }
  close(): void {
    this.destroy();
  }
}

/** A machine that begins every script, says `words`, and hangs. */
function hungMachine(words: string) {
  const channels: HungChannel[] = [];
  const exec = (line: string, opened: (error: undefined, channel: HungChannel) => void): void => {
    const channel = new HungChannel();
    channels.push(channel);
    opened(undefined, channel);
    const script = Buffer.from(/echo (\S+)\|/.exec(line)?.[1] ?? "", "base64").toString("utf8");
    channel.push(`${/^m=([0-9a-f]{32});/.exec(script)?.[1]}\n${words}`);
  };
  const connection = new Connection(Object.assign(new EventEmitter(), { exec }) as unknown as Client);
  const way = { connection, sessions: new Sessions(connection), privilege: { kind: "none" } } as const;
  const shell: Shell = { ...way, questions: new Questions(way) };
  return { shell, channels };
}

describe("a machine that begins a script and hangs", () => {
  test("what it has said when time is up is shown for none of the questions that went together", async () => {
    const { shell } = hungMachine("a key that a neighbour reads");
    const ask = (word: string) => probeCommand(shell, { argv: ["echo", word], timeoutMs: 50 });
    const answers = await Promise.all([ask("one"), ask("two")]);
    const none = { code: -1, stdout: "", stderr: "ended after 0.05 s\n" };
    expect(answers).toEqual([none, none]);
  });

  test("does not keep the one waiting who wants its lock, and the session is given up", async () => {
    const { shell, channels } = hungMachine("");
    const ready = { on: "stdout", text: "held\n", withinMs: 50 } as const;
    const answer = await openScript(shell, "flock", "", ready);
    expect(answer).toEqual({ code: -1, stdout: "", stderr: "no answer within 0.05 s" });
    expect(channels.map(({ destroyed }) => destroyed)).toEqual([true]);
  });
});
