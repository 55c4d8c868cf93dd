import type { ExitCode } from "../errors.ts";
import { loadClusterFile } from "../fleet/cluster-file.ts";
import type { Io } from "../io.ts";
import type { ApplyOptions } from "./apply-options.ts";
import { carryOut } from "./carry-out.ts";
import { fingerprints } from "./fingerprint.ts";
import { refuseIncomplete } from "./outcome.ts";
import { runOnce, withOpener } from "./run-once.ts";
import { readSavedPlan, refuseOtherChanges, refuseOtherFile } from "./saved-plan.ts";

/** Carries a saved plan out. Throws PLAN_STALE when its file has changed, or when something else would be done now. */
export async function runSavedPlan(io: Io, path: string, options: ApplyOptions): Promise<ExitCode> {
  const plan = await readSavedPlan(path, io);
  const loaded = await loadClusterFile(plan.file, options.strict, io);
  refuseOtherFile(plan, loaded.text);
  return withOpener(io, options, async (open) => {
    const now = await runOnce(io, "plan", { ...loaded, warnings: [] }, open, () => undefined);
    refuseIncomplete(now, "plan");
    refuseOtherChanges(plan, fingerprints(now.ends));
    return carryOut(io, { ...options, file: plan.file }, loaded, open);
  });
}
