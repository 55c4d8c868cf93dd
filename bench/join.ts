import { initCommand, joinCommand, type Tool } from "../lab/cluster/tool-commands.ts";
import { proxyReady } from "../lab/cluster/waits.ts";
import type { Lab } from "../lab/lab.ts";
import { withFreshHosts } from "./bench-lab.ts";
import { printDuel, timed } from "./table.ts";

interface Times {
  readonly founded: number[];
  readonly settled: number[];
  readonly second: number[];
}

/** `bench -- join`: init and a first worker as a sum; a worker joined to a cluster that has come to rest; a second control plane right after init. */
export async function benchJoin(rounds: number): Promise<void> {
  const times = { kubewright: emptyTimes(), kubeadm: emptyTimes() };
  for (let round = 0; round < rounds; round += 1) {
    for (const tool of ["kubewright", "kubeadm"] as const) {
      await withFreshHosts(["cp1", "w1", "w2"], "RSA-2048", (lab) => workers(lab, tool, times[tool]));
      await withFreshHosts(["cp1", "cp2"], "RSA-2048", (lab) => secondControlPlane(lab, tool, times[tool]));
    }
  }
  const { kubewright: ours, kubeadm: theirs } = times;
  printDuel({ what: "init and the first worker, registered", ours: ours.founded, theirs: theirs.founded, target: 0.5 });
  printDuel({ what: "a worker joined to a settled cluster", ours: ours.settled, theirs: theirs.settled, target: 1 });
  printDuel({
    what: "a second control plane, right after init",
    ours: ours.second,
    theirs: theirs.second,
    target: 0.5,
  });
}

function emptyTimes(): Times {
  return { founded: [], settled: [], second: [] };
}

async function workers(lab: Lab, tool: Tool, times: Times): Promise<void> {
  const [cp, first, second] = [lab.host("cp1"), lab.host("w1"), lab.host("w2")];
  times.founded.push(
    await timed(async () => {
      await cp.must(initCommand(tool));
      await first.must(joinCommand(tool, cp.address, "worker"));
    }),
  );
  await settled(lab);
  times.settled.push(await timed(() => second.must(joinCommand(tool, cp.address, "worker"))));
}

async function secondControlPlane(lab: Lab, tool: Tool, times: Times): Promise<void> {
  const [cp, second] = [lab.host("cp1"), lab.host("cp2")];
  await cp.must(initCommand(tool));
  times.second.push(await timed(() => second.must(joinCommand(tool, cp.address, "control-plane"))));
}

/** The first worker's kube-proxy runs: the controllers that a join needs are at work by then. */
async function settled(lab: Lab): Promise<void> {
  await proxyReady(lab.host("cp1"), 2);
}
