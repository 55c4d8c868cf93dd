import type { FileWrite } from "../host.ts";
import { fileError } from "../local/file-error.ts";
import { refuseOddPaths } from "../write-path.ts";
import { systemError } from "./look-script.ts";
import { callScript, type Shell } from "./script-call.ts";
import { sectionFunction, sections } from "./sections.ts";
import { writeScript } from "./write-script.ts";

/** Milliseconds for any write, and for each megabyte on a slow line. */
const writeMs = 120_000;
const perMegabyteMs = 10_000;
const wordsLimit = 1024 * 1024;

/**
 * Makes the writes in order by one command, each file whole or not at all, and returns when a power cut can no longer take them back.
 * Errors HOST_PATH_INVALID, HOST_WRITE_FAILED, HOST_CONNECTION_LOST.
 */
export async function writeFiles(shell: Shell, node: string, writes: readonly FileWrite[]): Promise<void> {
  refuseOddPaths(writes);
  if (writes.length === 0) return;
  const { script, input } = compose(node, writes);
  const timeoutMs = writeMs + (perMegabyteMs * input.length) / 1_000_000;
  const text = `${sectionFunction}cut marker\nprintf %s "$m"\n${script}\ncut written\n`;
  const end = await callScript(shell, { script: text, input, timeoutMs, outputLimit: wordsLimit });
  const marker = /^\n([0-9a-f]{32}) marker\n/.exec(end.stdout.toString("latin1", 0, 64))?.[1] ?? "";
  const last = sections(end.stdout, marker).at(-1);
  if (end.code === 0 && last?.name === "written") return;
  const path = last?.name === "failed" ? last.bytes.toString("utf8") : (writes[0]?.path ?? "");
  const why = [end.stderr.toString("utf8").trim().slice(-1000), end.reason ?? ""].join("\n").trim();
  throw fileError("write", node, path, systemError(why === "" ? `the script ended with code ${end.code}` : why));
}

function compose(node: string, writes: readonly FileWrite[]): ReturnType<typeof writeScript> {
  try {
    return writeScript(writes);
  } catch (error) {
    throw fileError("write", node, writes[0]?.path ?? "", error);
  }
}
