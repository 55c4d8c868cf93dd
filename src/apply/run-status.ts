import { untilInterrupted } from "../engine/until-interrupted.ts";
import { type ExitCode, exitCodes, ManyErrors } from "../errors.ts";
import { loadClusterFile } from "../fleet/cluster-file.ts";
import { openHosts } from "../fleet/open-hosts.ts";
import { type SshFlags, sshOpener } from "../fleet/ssh-opener.ts";
import type { Io } from "../io.ts";
import { jsonLine } from "../report/json-line.ts";
import { style } from "../report/style.ts";
import { clusterStatus } from "./cluster-status.ts";
import { isWell } from "./node-status.ts";
import { statusText } from "./status-text.ts";

/** What `status` is told. */
export interface StatusOptions {
  readonly file: string;
  readonly strict: boolean;
  readonly output: "text" | "json";
  readonly ssh: SshFlags;
}

/** Shows how the nodes of a cluster are; exit code 5 when something is not well, 4 when no machine can be reached. */
export async function runStatus(io: Io, options: StatusOptions): Promise<ExitCode> {
  const { intent } = await loadClusterFile(options.file, options.strict, io);
  const opener = await sshOpener(io, options.ssh);
  try {
    const opening = { openHost: opener.open, tell: () => undefined, now: io.now, signal: io.signal };
    const { opened, closed } = await openHosts(intent, opening);
    if (opened.length === 0) throw new ManyErrors(closed.map(({ error }) => error));
    try {
      const unreached = new Map(closed.map(({ node, error }) => [node.name, error.what] as const));
      const nodes = await untilInterrupted(clusterStatus(intent, opened, unreached, new Date(io.now())), io.signal);
      if (options.output === "json") io.stdout.write(jsonLine({ cluster: intent.name, nodes }, 2));
      else
        io.stdout.write(
          statusText({ name: intent.name, file: options.file }, nodes, style(io.stdout.hasColor), io.stdout.columns),
        );
      return nodes.every(isWell) ? exitCodes.done : exitCodes.stepFailed;
    } finally {
      await Promise.allSettled(opened.map(({ host }) => host.close()));
    }
  } finally {
    await opener.close();
  }
}
