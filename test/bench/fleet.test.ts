import { join } from "node:path";
import { expect, test } from "vitest";
import { startFleet } from "../../bench/fleet/fleet.ts";
import { checkoutDirectory } from "../../lab/paths.ts";

const checkout = checkoutDirectory();
const program = [process.execPath, join(checkout, "scripts", "run-ts.mjs"), join(checkout, "src", "main.ts")];

test("ten machines of the fleet are planned, founded, and found as they should be", { timeout: 600_000 }, async () => {
  const fleet = await startFleet({ machines: 10, latencyMs: 20, prefix: [], program });
  try {
    const plan = await fleet.run(["plan"]);
    expect(plan.code, plan.stderr).toBe(0);
    const founded = await fleet.run(["apply", "--yes"]);
    expect(founded.code, founded.stderr).toBe(0);
    expect(founded.stdout).toContain("Cluster fleet is founded: 10 nodes");
    const again = await fleet.run(["apply", "--yes"]);
    expect(again.stdout).toContain("Nothing to change: 10 nodes");
    expect(plan.peakBytes).toBeGreaterThan(10_000_000);
    expect(plan.processorMs).toBeGreaterThan(0);
  } finally {
    await fleet.close();
  }
});
