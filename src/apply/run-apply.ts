import { type ExitCode, exitCodes, KubewrightError } from "../errors.ts";
import { loadClusterFile } from "../fleet/cluster-file.ts";
import type { Io } from "../io.ts";
import type { ApplyOptions } from "./apply-options.ts";
import { carryOut } from "./carry-out.ts";
import { changesOf } from "./outcome.ts";
import { withOpener } from "./run-once.ts";
import { planned } from "./run-plan.ts";

/** Makes the cluster what the file says. On a terminal the plan is shown first and asked about. Throws what is in the way. */
export async function runApply(io: Io, options: ApplyOptions): Promise<ExitCode> {
  const loaded = await loadClusterFile(options.file, options.strict, io);
  return withOpener(io, options, async (open) => {
    const asks = !options.yes && options.output === "text" && io.stdout.isTerminal;
    if (asks) {
      const result = await planned(io, options, loaded, open, true);
      if (changesOf(result.ends) === 0) return exitCodes.done;
      await agreed(io);
    }
    return carryOut(io, options, loaded, open);
  });
}

async function agreed(io: Io): Promise<void> {
  const answer = await io.ask("\nCarry this out? (yes/no) ");
  if (/^\s*y(es)?\s*$/i.test(answer ?? "")) return;
  throw new KubewrightError("NOT_CONFIRMED", {
    what: "Nothing was changed, for the plan was not confirmed.",
    next: "Answer yes, or run the command with --yes.",
    exitCode: exitCodes.usage,
  });
}
