import type { Io } from "../io.ts";
import { jsonReporter } from "./json.ts";
import type { Reporter, ReportOptions } from "./reporter.ts";

/**
 * The way of showing a run that fits: JSON lines when asked for, the plan in full for a dry run, the live list on a
 * terminal, plain lines everywhere else and with -v. Only what is needed is loaded.
 */
export async function openReporter(io: Io, options: ReportOptions): Promise<Reporter> {
  if (options.output === "json") return jsonReporter(io, options);
  if (options.view === "plan") return new (await import("./plan.ts")).PlanReporter(io);
  const isLively = io.stdout.isTerminal && options.verbosity === 0 && io.env["TERM"] !== "dumb";
  if (isLively) return (await import("./listr.ts")).LiveReporter.open(io);
  return new (await import("./plain.ts")).PlainReporter(io, options);
}
