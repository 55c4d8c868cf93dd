import { type ExitCode, exitCodes } from "../errors.ts";
import { type LoadedCluster, loadClusterFile } from "../fleet/cluster-file.ts";
import { inHostOrder } from "../fleet/host-order.ts";
import type { OpenHost } from "../fleet/open-hosts.ts";
import type { Io } from "../io.ts";
import { openReporter } from "../report/open-reporter.ts";
import type { ApplyOptions } from "./apply-options.ts";
import type { ApplyResult } from "./apply-request.ts";
import { fingerprints } from "./fingerprint.ts";
import { refuseIncomplete } from "./outcome.ts";
import { runOnce, withOpener } from "./run-once.ts";
import { savedPlan } from "./saved-plan.ts";

/** Shows what `apply` would do, host by host. Changes nothing. */
export async function runPlan(io: Io, options: ApplyOptions): Promise<ExitCode> {
  const loaded = await loadClusterFile(options.file, options.strict, io);
  return withOpener(io, options, async (open) => {
    const { ends } = await planned(io, options, loaded, open);
    const plan = savedPlan(loaded.intent.name, options.file, loaded.text, fingerprints(ends));
    if (options.output === "json") io.stdout.write(`${JSON.stringify(plan)}\n`);
    return exitCodes.done;
  });
}

/** Plans, and shows the plan host by host in the order of the file; `isBrief`: what is new by its name alone. Throws what could not be planned. */
export async function planned(
  io: Io,
  options: ApplyOptions,
  loaded: LoadedCluster,
  open: OpenHost,
  isBrief = false,
): Promise<ApplyResult> {
  const { output, verbosity } = options;
  const reporter = await openReporter(io, { output, verbosity, view: "plan", manyHosts: true, isBrief });
  const order = inHostOrder(
    reporter.tell,
    loaded.intent.nodes.map(({ name }) => name),
  );
  try {
    const result = await runOnce(io, "plan", loaded, open, output === "text" ? order.tell : reporter.tell);
    order.flush();
    await reporter.close();
    refuseIncomplete(result, "plan");
    return result;
  } finally {
    order.flush();
    await reporter.close();
  }
}
