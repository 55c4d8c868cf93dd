import type { FileWrite, Looked, Looks } from "../host.ts";
import { fileError } from "../local/file-error.ts";
import { refuseOddPaths } from "../write-path.ts";
import { lookBackScript, lookedBack, nothingSeen } from "./look-back.ts";
import { systemError } from "./look-script.ts";
import { callScript, type Shell } from "./script-call.ts";
import { sectionFunction, sections } from "./sections.ts";
import { writeScript } from "./write-script.ts";

/** Milliseconds for any write, and for each megabyte on a slow line. */
const writeMs = 120_000;
const perMegabyteMs = 10_000;
const wordsLimit = 1024 * 1024;
/** Bytes of what is seen behind a write. */
const lookLimit = 64 * 1024 * 1024;
const nothing: Looks = { files: [], directories: [], times: [] };

/**
 * Makes the writes in order by one command, each file whole or not at all, and returns when a power cut can no longer take them back;
 * what the looks ask for is looked at behind them, and no reason to fail. Errors HOST_PATH_INVALID, HOST_WRITE_FAILED, HOST_CONNECTION_LOST.
 */
export async function writeFiles(
  shell: Shell,
  node: string,
  writes: readonly FileWrite[],
  looks = nothing,
): Promise<Looked> {
  refuseOddPaths(writes);
  if (writes.length === 0) return nothingSeen;
  const { script, input } = compose(node, writes);
  const timeoutMs = writeMs + (perMegabyteMs * input.length) / 1_000_000;
  const text = `${sectionFunction}cut marker\nprintf %s "$m"\n${script}\ncut written\n${lookBackScript(looks)}`;
  const outputLimit = looks === nothing ? wordsLimit : lookLimit;
  const end = await callScript(shell, { script: text, input, timeoutMs, outputLimit });
  const marker = /^\n([0-9a-f]{32}) marker\n/.exec(end.stdout.toString("latin1", 0, 64))?.[1] ?? "";
  const said = sections(end.stdout, marker);
  const complaints = end.stderr.toString("utf8");
  const written = said.findIndex(({ name }) => name === "written");
  if (written >= 0) return lookedBack(looks, said.slice(written + 1), complaints.split("\n").filter(Boolean));
  const last = said.at(-1);
  const path = last?.name === "failed" ? last.bytes.toString("utf8") : (writes[0]?.path ?? "");
  const why = [complaints.trim().slice(-1000), end.reason ?? ""].join("\n").trim();
  throw fileError("write", node, path, systemError(why === "" ? `the script ended with code ${end.code}` : why));
}

function compose(node: string, writes: readonly FileWrite[]): ReturnType<typeof writeScript> {
  try {
    return writeScript(writes);
  } catch (error) {
    throw fileError("write", node, writes[0]?.path ?? "", error);
  }
}
