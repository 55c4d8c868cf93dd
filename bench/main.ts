/**
 * `npm run bench -- NAME [--rounds N]`: most of them kubewright against kubeadm, in turns, in one run, on fresh hosts of the lab.
 * Each prints every time, the medians and the ratio, or what was asked; nothing is asserted.
 */
import { parseArgs } from "node:util";
import { benchCerts } from "./certs.ts";
import { benchCluster } from "./cluster.ts";
import { benchDemo } from "./demo.ts";
import { benchFleet } from "./fleet.ts";
import { benchInit } from "./init.ts";
import { benchJoin } from "./join.ts";
import { benchMemory } from "./memory.ts";
import { benchVersion } from "./version.ts";

const benches: Readonly<Record<string, (rounds: number) => Promise<void>>> = {
  init: benchInit,
  join: benchJoin,
  cluster: benchCluster,
  fleet: benchFleet,
  demo: benchDemo,
  certs: benchCerts,
  version: benchVersion,
  memory: benchMemory,
};

/** The bench and the rounds that were typed, or null where that is no bench of ours. */
function typed(): { readonly name: string; readonly rounds: number } | null {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { rounds: { type: "string", default: "3" } },
    });
    const [name = "", ...rest] = positionals;
    const rounds = Number(values.rounds);
    return rest.length === 0 && Number.isInteger(rounds) && rounds > 0 ? { name, rounds } : null;
  } catch {
    return null;
  }
}

const order = typed();
const bench = order === null ? undefined : benches[order.name];
if (order === null || bench === undefined) {
  process.stderr.write(`npm run bench -- ${Object.keys(benches).join(" | ")} [--rounds N]\n`);
  process.exitCode = 2;
} else {
  await bench(order.rounds);
}
