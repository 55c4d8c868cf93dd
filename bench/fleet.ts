import { availableParallelism } from "node:os";
import { executablePath } from "../lab/cluster/product.ts";
import { type FleetRan, startFleet } from "./fleet/fleet.ts";
import { seconds } from "./table.ts";

/**
 * `bench -- fleet`: 10, 100 and 1,000 simulated machines (three control planes, the others workers) behind ssh2's server in
 * another process, every packet on its way for half of 20 ms, through `plan`, `apply` and a second `apply`. Client and server
 * have two processors together.
 */
export async function benchFleet(): Promise<void> {
  const prefix = availableParallelism() > 2 ? ["taskset", "--cpu-list", "0,1"] : [];
  process.stdout.write(
    `processors for client and machines together: ${Math.min(2, availableParallelism())}; memory is the client's; a command or a stream is a channel\n`,
  );
  process.stdout.write(
    `${"machines".padStart(8)}  ${"".padEnd(12)} ${"time".padStart(9)} ${"of client".padStart(9)} ${"of machines".padStart(11)} ${"peak memory".padStart(11)} ${"channels a host".padStart(15)}\n`,
  );
  for (const machines of [10, 100, 1000]) {
    const fleet = await startFleet({ machines, latencyMs: 20, prefix, program: [executablePath()] });
    try {
      for (const [name, ...command] of [
        ["plan", "plan"],
        ["apply", "apply", "--yes"],
        ["second apply", "apply", "--yes"],
      ] as const)
        report(machines, name, await fleet.run(command));
    } finally {
      await fleet.close();
    }
  }
  process.stdout.write("targets for 1,000: 60 s and 512 MB, for plan and for apply each\n");
}

function report(machines: number, name: string, ran: FleetRan): void {
  const { code, tookMs, peakBytes, processorMs, machinesMs, channels, stderr } = ran;
  const each = (channels / machines).toFixed(1);
  const memory = `${(peakBytes / 1_000_000).toFixed(0)} MB`;
  const end = code === 0 ? "" : `   exit code ${code}: ${stderr.slice(-600)}`;
  process.stdout.write(
    `${String(machines).padStart(8)}  ${name.padEnd(12)} ${seconds(tookMs).padStart(9)} ${seconds(processorMs).padStart(9)} ${seconds(machinesMs).padStart(11)} ${memory.padStart(11)} ${each.padStart(15)}${end}\n`,
  );
}
