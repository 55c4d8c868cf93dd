import type { HeldLock } from "../host.ts";
import { lockedError, lockFailedError } from "../lock-error.ts";
import { lockedExitCode, lockScript } from "../lock-script.ts";
import { quoteWord } from "../shell.ts";
import { openScript } from "./open-script.ts";
import type { Shell } from "./script-call.ts";

/** Milliseconds for the lock's script to end when it is let go. */
const farewellMs = 5000;

/** Takes the lock that runs on the machine itself take too. It is free when the connection is gone. Errors HOST_LOCKED, HOST_LOCK_FAILED. */
export async function holdLock(shell: Shell, node: string, path: string, holder: string): Promise<HeldLock> {
  const script = `set -- ${quoteWord(path)}\n${lockScript}`;
  const word = `${holder.replaceAll(/\s+/g, " ")}\n`;
  const answer = await openScript(shell, script, word, { on: "stdout", text: "held\n" });
  if (!("channel" in answer)) {
    if (answer.code === lockedExitCode) throw lockedError(node, path, answer.stdout.trim());
    throw lockFailedError(node, path, answer.stderr.trim() || `sh ended with code ${answer.code}`);
  }
  const { channel } = answer;
  const closed = new Promise<void>((resolve) => channel.once("close", () => resolve()));
  channel.resume();
  return {
    release: async () => {
      const timer = setTimeout(() => channel.close(), farewellMs);
      channel.end();
      await Promise.race([closed, shell.connection.gone]);
      clearTimeout(timer);
    },
  };
}
