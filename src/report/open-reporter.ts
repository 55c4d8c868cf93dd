import type { Io } from "../io.ts";
import type { Reporter, ReportOptions } from "./reporter.ts";

/**
 * The way of showing a run that fits: JSON lines when asked for, the plan in full for a dry run, the live list on a
 * terminal, plain lines everywhere else and with -v. Only what is needed is loaded.
 */
export async function openReporter(io: Io, options: ReportOptions): Promise<Reporter> {
  return harmless(await fitting(io, options), io);
}

/** A fault in the showing must not stop the work: it is told once, at the end. */
function harmless(reporter: Reporter, io: Io): Reporter {
  let fault: unknown;
  const guarded = <Event>(tell: (event: Event) => void) => {
    return (event: Event): void => {
      try {
        tell(event);
      } catch (thrown) {
        fault ??= thrown;
      }
    };
  };
  return {
    tell: guarded(reporter.tell),
    say: (text, record) => reporter.say(text, record),
    close: async () => {
      await reporter.close();
      if (fault !== undefined) io.stderr.write(`Warning: not everything could be shown (${String(fault)}).\n`);
      fault = undefined;
    },
  };
}

async function fitting(io: Io, options: ReportOptions): Promise<Reporter> {
  if (options.output === "json") return (await import("./json.ts")).jsonReporter(io, options);
  if (options.view === "plan") return new (await import("./plan.ts")).PlanReporter(io, options);
  const isLively = io.stdout.isTerminal && options.verbosity === 0 && io.env["TERM"] !== "dumb";
  if (isLively && options.manyHosts === true) return new (await import("./hosts.ts")).HostsReporter(io);
  if (isLively) return (await import("./listr.ts")).LiveReporter.open(io);
  return new (await import("./plain.ts")).PlainReporter(io, options);
}
