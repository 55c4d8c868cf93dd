import { type ExitCode, exitCodes } from "../errors.ts";
import type { LoadedCluster } from "../fleet/cluster-file.ts";
import type { OpenHost } from "../fleet/open-hosts.ts";
import type { Io } from "../io.ts";
import { openReporter } from "../report/open-reporter.ts";
import type { ApplyOptions } from "./apply-options.ts";
import { refuseIncomplete } from "./outcome.ts";
import { runOnce } from "./run-once.ts";
import { sayDone } from "./say-done.ts";

/** Does it, shows it, and says the last words. Throws what is left undone. */
export async function carryOut(
  io: Io,
  options: ApplyOptions,
  loaded: LoadedCluster,
  open: OpenHost,
): Promise<ExitCode> {
  const { output, verbosity } = options;
  const reporter = await openReporter(io, { output, verbosity, view: "run", manyHosts: true });
  try {
    const began = io.now();
    const result = await runOnce(io, "apply", loaded, open, reporter.tell);
    await reporter.close();
    refuseIncomplete(result);
    sayDone(reporter, loaded, result, io.now() - began, options.file);
    return exitCodes.done;
  } finally {
    await reporter.close();
  }
}
