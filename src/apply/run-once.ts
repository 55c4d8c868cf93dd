import type { Tell } from "../engine/event.ts";
import { holderText } from "../engine/lock.ts";
import type { Mode } from "../engine/run.ts";
import type { ExitCode } from "../errors.ts";
import type { LoadedCluster } from "../fleet/cluster-file.ts";
import type { OpenHost } from "../fleet/open-hosts.ts";
import { sshOpener } from "../fleet/ssh-opener.ts";
import type { Io } from "../io.ts";
import { applyCluster } from "./apply-cluster.ts";
import type { ApplyOptions } from "./apply-options.ts";
import type { ApplyResult } from "./apply-request.ts";

/** Work that reaches the machines over SSH; what the connections share is closed behind it. */
export async function withOpener(
  io: Io,
  options: ApplyOptions,
  work: (open: OpenHost) => Promise<ExitCode>,
): Promise<ExitCode> {
  const opener = await sshOpener(io, options.ssh);
  try {
    return await work(opener.open);
  } finally {
    await opener.close();
  }
}

/** One run over the cluster, with the warnings of its file told first. */
export function runOnce(
  io: Io,
  mode: Mode,
  loaded: LoadedCluster,
  openHost: OpenHost,
  tell: Tell,
): Promise<ApplyResult> {
  for (const text of loaded.warnings) {
    tell({ at: io.now(), host: loaded.intent.name, type: "note", phase: "configuration", level: "warning", text });
  }
  const who = { user: io.env["USER"] ?? "root", pid: process.pid, at: new Date(io.now()).toISOString() };
  const holder = holderText("apply", who);
  return applyCluster({ intent: loaded.intent, mode, openHost, tell, now: io.now, signal: io.signal, holder });
}
