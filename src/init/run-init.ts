import type { InitFlags } from "../config/init-flags.ts";
import { run } from "../engine/run.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import type { Host } from "../host/host.ts";
import type { Io } from "../io.ts";
import { apiAccess, clusterObjects } from "../phases/api-access.ts";
import type { Issuing } from "../phases/issuing.ts";
import { locked } from "../phases/locked.ts";
import { isSelected, type PhaseSelection, selectPhases } from "../phases/select-phases.ts";
import { openReporter } from "../report/open-reporter.ts";
import type { Reporter } from "../report/reporter.ts";
import type { RunOptions } from "../run-options.ts";
import { openFounding } from "./founding.ts";
import { initPhases } from "./index.ts";
import { initIssuing, initParts } from "./init-parts.ts";
import { type LoadedIntent, loadIntent } from "./load-intent.ts";
import { printManifest } from "./print-manifest.ts";
import { sayCertificateKey, sayNext } from "./say-next.ts";

/** kubeadm's phases that are no step here: their names are right in --skip-phases. */
const wordOnly = ["show-join-command", "upload-certs"];

/** Runs `init`, or the one phase that the options name. Throws what is in the way; see errors.ts for the exit codes. */
export async function runInit(flags: InitFlags, io: Io, options: RunOptions): Promise<ExitCode> {
  if (flags["print-manifest"] === true && options.only !== undefined) return printManifest(flags, io, options.only);
  const host = await io.open();
  try {
    const loaded = await loadIntent(flags, io, host);
    const now = new Date(io.now());
    const selection = { only: options.only, skip: loaded.intent.init.skipPhases };
    const issuing = initIssuing(loaded.intent, now, flags);
    // Keys are made while the lock is waited for. One that proves to be there when it is planned is not used.
    void issuing.prepare(host, (phase) => isSelected(phase, selection));
    const work = () => carryOut({ ...loaded, flags, io, options, host, selection, issuing, now });
    return await (loaded.intent.init.dryRun ? work() : locked(host, "init", io.now(), work));
  } finally {
    await host.close();
  }
}

interface Work extends LoadedIntent {
  readonly flags: InitFlags;
  readonly io: Io;
  readonly options: RunOptions;
  readonly host: Host;
  readonly selection: PhaseSelection;
  readonly issuing: Issuing;
  /** The run's start. */
  readonly now: Date;
}

async function carryOut(work: Work): Promise<ExitCode> {
  const { intent, host, io, options, flags } = work;
  const single = options.only !== undefined;
  const founding = await openFounding(host, { intent, tokenIsRandom: work.tokenIsRandom, single });
  const endpoint = intent.init.localAPIEndpoint;
  const access = apiAccess({
    kubeconfig: flags["kubeconfig"],
    local: { host: endpoint.advertiseAddress, port: endpoint.bindPort },
    deadlineMs: intent.init.timeouts.kubernetesAPICall,
  });
  const uploadCerts = flags["upload-certs"] === true;
  const parts = initParts({
    intent,
    issuing: work.issuing,
    founding,
    access,
    now: work.now,
    environment: io.env,
    userSupplied: work.userSupplied,
    uploadCerts,
    single,
  });
  const list = selectPhases(initPhases(parts), work.selection, wordOnly);
  const view = intent.init.dryRun ? "plan" : "run";
  const reporter = await openReporter(io, { output: options.output, verbosity: options.verbosity, view });
  tellWarnings(work, reporter);
  const objects = clusterObjects(access, host, "comes-later");
  try {
    const mode = intent.init.dryRun ? "plan" : "apply";
    const result = await run(list, { host, objects, mode, signal: io.signal, tell: reporter.tell, now: io.now });
    await reporter.close();
    if (!single && mode === "apply") await sayNext(work, reporter, founding, result.changed > 0);
    if (options.only === "upload-certs" && mode === "apply" && uploadCerts) sayCertificateKey(work, reporter, founding);
    return exitCodes.done;
  } finally {
    objects.close();
    await reporter.close();
  }
}

function tellWarnings(work: Work, reporter: Reporter): void {
  for (const text of work.warnings) {
    reporter.tell({
      at: work.io.now(),
      host: work.host.name,
      type: "note",
      phase: "configuration",
      level: "warning",
      text,
    });
  }
}
