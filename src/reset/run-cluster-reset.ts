import type { ClusterIntent, NodeIntent } from "../config/cluster-intent.ts";
import { throwable } from "../engine/fail.ts";
import { holderText } from "../engine/lock.ts";
import { type ExitCode, exitCodes, KubewrightError } from "../errors.ts";
import { loadClusterFile } from "../fleet/cluster-file.ts";
import { inHostOrder } from "../fleet/host-order.ts";
import { type SshFlags, sshOpener } from "../fleet/ssh-opener.ts";
import type { Io } from "../io.ts";
import { openReporter } from "../report/open-reporter.ts";
import { resetCluster } from "./reset-cluster.ts";

/** What `reset --file` is told. */
export interface ClusterResetOptions {
  readonly file: string;
  readonly strict: boolean;
  /** These nodes only; all when empty. */
  readonly nodes: readonly string[];
  /** Nobody is asked, and etcd's quorum is no reason to stop. */
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly output: "text" | "json";
  readonly verbosity: number;
  readonly ssh: SshFlags;
}

/** Takes away what `apply` made, on all hosts of a cluster file or on some. Asks first, unless forced or only looking. */
export async function runClusterReset(io: Io, options: ClusterResetOptions): Promise<ExitCode> {
  const { intent } = await loadClusterFile(options.file, options.strict, io);
  const chosen = chosenNodes(intent, options.nodes);
  if (!options.dryRun && !options.force) await confirm(io, intent, chosen);
  const opener = await sshOpener(io, options.ssh);
  const { output, verbosity, dryRun } = options;
  const view = dryRun ? "plan" : "run";
  const reporter = await openReporter(io, { output, verbosity, view, manyHosts: true });
  const order = inHostOrder(
    reporter.tell,
    intent.nodes.map(({ name }) => name),
  );
  try {
    const who = { user: io.env["USER"] ?? "root", pid: process.pid, at: new Date(io.now()).toISOString() };
    const errors = await resetCluster({
      intent,
      chosen,
      force: options.force,
      mode: dryRun ? "plan" : "apply",
      openHost: opener.open,
      tell: dryRun && output === "text" ? order.tell : reporter.tell,
      now: io.now,
      signal: io.signal,
      holder: holderText("reset", who),
    });
    order.flush();
    await reporter.close();
    if (errors.length > 0) throw throwable(errors);
    reporter.say(
      dryRun
        ? ""
        : `\n${chosen.length === 1 ? "1 host of cluster" : `${chosen.length} hosts of cluster`} ${intent.name} ${chosen.length === 1 ? "is" : "are"} clean.\n`,
      {
        type: "result",
        cluster: intent.name,
        nodes: chosen.map(({ name }) => name),
      },
    );
    return exitCodes.done;
  } finally {
    order.flush();
    await reporter.close();
    await opener.close();
  }
}

function chosenNodes(intent: ClusterIntent, names: readonly string[]): readonly NodeIntent[] {
  if (names.length === 0) return intent.nodes;
  const unknown = names.filter((name) => !intent.nodes.some((node) => node.name === name));
  if (unknown.length === 0) return intent.nodes.filter(({ name }) => names.includes(name));
  throw new KubewrightError("NODE_UNKNOWN", {
    what: `The file has no node ${unknown.join(", ")}.`,
    next: `Its nodes are: ${intent.nodes.map(({ name }) => name).join(", ")}.`,
    exitCode: exitCodes.usage,
  });
}

async function confirm(io: Io, intent: ClusterIntent, nodes: readonly NodeIntent[]): Promise<void> {
  const names = nodes.map(({ name }) => name).join(", ");
  const answer = await io.ask(
    `Everything of Kubernetes on ${names} will be removed: Pods, etcd's data, certificates, configuration.\nType the cluster's name (${intent.name}) to go on: `,
  );
  if (answer?.trim() === intent.name) return;
  throw new KubewrightError("RESET_NOT_CONFIRMED", {
    what:
      answer === null
        ? "Nobody is there to be asked whether to reset these machines."
        : "The reset was not confirmed; nothing was changed.",
    next: "To reset without being asked, add --force.",
    exitCode: exitCodes.usage,
  });
}
