import { loadReset } from "../config/load-reset.ts";
import type { ResetFlags } from "../config/reset-flags.ts";
import type { ResetConfiguration } from "../config/v1beta4.ts";
import { run } from "../engine/run.ts";
import { type ExitCode, exitCodes, KubewrightError } from "../errors.ts";
import { machineAnswers } from "../facts/machine-answers.ts";
import type { Host } from "../host/host.ts";
import type { Io } from "../io.ts";
import { apiAccess, clusterObjects } from "../phases/api-access.ts";
import { certificatesDirectory } from "../phases/certificates-directory.ts";
import { locked, refuseOthersThanRoot } from "../phases/locked.ts";
import { selectPhases } from "../phases/select-phases.ts";
import { readSource } from "../read-source.ts";
import { openReporter } from "../report/open-reporter.ts";
import { resetNextSteps } from "../report/reset-next-steps.ts";
import type { RunOptions } from "../run-options.ts";
import { etcdDataDirectory } from "./etcd-data-directory.ts";
import { resetPhases } from "./index.ts";

/** Runs `reset`, or its one phase that the options name. Asks first, unless forced or only looking. */
export async function runReset(flags: ResetFlags, io: Io, options: RunOptions): Promise<ExitCode> {
  const host = await io.open();
  try {
    const [source, machine, certificatesDir] = await Promise.all([
      readSource(flags["config"], io),
      machineAnswers(host),
      certificatesDirectory(host),
    ]);
    const { reset, warnings } = loadReset({
      ...(source === undefined ? {} : { source }),
      flags,
      machine,
      certificatesDir,
    });
    if (!reset.dryRun && !reset.force && options.only === undefined) {
      await refuseOthersThanRoot(host, "reset");
      await confirm(io);
    }
    const work = () => carryOut({ reset, warnings, flags, io, options, host });
    return await (reset.dryRun ? work() : locked(host, "reset", io.now(), work));
  } finally {
    await host.close();
  }
}

/** What kubeadm's reset leaves too, for it belongs to others: the network add-on, the administrator, the load balancer. */
const leftOnPurpose = [
  "/etc/cni/net.d and the network add-on's interfaces",
  "iptables, nftables and IPVS rules",
  "kubeconfig files in home directories",
  "this host's entry in a load balancer",
];

interface Work {
  readonly reset: ResetConfiguration;
  readonly warnings: readonly string[];
  readonly flags: ResetFlags;
  readonly io: Io;
  readonly options: RunOptions;
  readonly host: Host;
}

async function confirm(io: Io): Promise<void> {
  const answer = await io.ask(
    "Everything of Kubernetes on this machine will be removed: Pods, etcd's data, certificates, configuration.\nGo on? [y/N] ",
  );
  if (answer !== null && /^y(es)?$/i.test(answer.trim())) return;
  throw new KubewrightError("RESET_NOT_CONFIRMED", {
    what:
      answer === null
        ? "Nobody is there to be asked whether to reset this machine."
        : "The reset was not confirmed; nothing was changed.",
    next: "To reset without being asked: kubewright reset --force",
    exitCode: exitCodes.usage,
  });
}

async function carryOut(work: Work): Promise<ExitCode> {
  const { reset, host, io, options, flags } = work;
  const access = apiAccess({ kubeconfig: flags["kubeconfig"] });
  const list = selectPhases(resetPhases(reset, await etcdDataDirectory(host), access), {
    only: options.only,
    skip: reset.skipPhases,
  });
  const view = reset.dryRun ? "plan" : "run";
  const reporter = await openReporter(io, { output: options.output, verbosity: options.verbosity, view });
  for (const text of work.warnings) {
    reporter.tell({ at: io.now(), host: host.name, type: "note", phase: "configuration", level: "warning", text });
  }
  const objects = clusterObjects(access, host, "gone");
  try {
    const mode = reset.dryRun ? "plan" : "apply";
    const result = await run(list, { host, objects, mode, signal: io.signal, tell: reporter.tell, now: io.now });
    await reporter.close();
    if (mode === "apply" && options.only === undefined) {
      const words = resetNextSteps({ changed: result.changed > 0, left: leftOnPurpose, columns: io.stdout.columns });
      reporter.say(words.text, words.record);
    }
    return exitCodes.done;
  } finally {
    objects.close();
    await reporter.close();
  }
}
