import { initCommand, joinCommand, type Tool } from "../lab/cluster/tool-commands.ts";
import { proxyReady } from "../lab/cluster/waits.ts";
import type { LabHost } from "../lab/host/lab-host.ts";
import type { Lab } from "../lab/lab.ts";
import { withFreshHosts } from "./bench-lab.ts";
import { registeredAt } from "./registered-at.ts";
import { printDuel, timed } from "./table.ts";

interface Times {
  readonly founded: number[];
  readonly settled: number[];
  /** The command alone: kubeadm's may end before the Node is there, ours never. */
  readonly settledCommand: number[];
  readonly second: number[];
}

/**
 * `bench -- join`: init and a first worker as a sum; a worker joined to a cluster that has come to rest; a second control
 * plane right after init. Each is timed until its command has ended and its Node is in the cluster, for both tools.
 */
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
  printDuel({
    what: "a worker joined to a settled cluster, registered",
    ours: ours.settled,
    theirs: theirs.settled,
    target: 1,
  });
  printDuel({
    what: "the same, until the command ends",
    ours: ours.settledCommand,
    theirs: theirs.settledCommand,
  });
  printDuel({
    what: "a second control plane, right after init, registered",
    ours: ours.second,
    theirs: theirs.second,
    target: 0.5,
  });
}

function emptyTimes(): Times {
  return { founded: [], settled: [], settledCommand: [], second: [] };
}

async function workers(lab: Lab, tool: Tool, times: Times): Promise<void> {
  const [cp, first, second] = [lab.host("cp1"), lab.host("w1"), lab.host("w2")];
  const founding = await timed(() => cp.must(initCommand(tool)));
  const { registered } = await joining(first, joinCommand(tool, cp.address, "worker"));
  times.founded.push(founding + registered);
  await settled(lab);
  const took = await joining(second, joinCommand(tool, cp.address, "worker"));
  times.settled.push(took.registered);
  times.settledCommand.push(took.command);
}

async function secondControlPlane(lab: Lab, tool: Tool, times: Times): Promise<void> {
  const [cp, second] = [lab.host("cp1"), lab.host("cp2")];
  await cp.must(initCommand(tool));
  times.second.push((await joining(second, joinCommand(tool, cp.address, "control-plane"))).registered);
}

/** Milliseconds that the command takes, and those until it has ended and the Node is there. */
async function joining(
  host: LabHost,
  command: readonly string[],
): Promise<{ readonly command: number; readonly registered: number }> {
  const began = Date.now();
  const took = await timed(() => host.must(command));
  return { command: took, registered: Math.max(took, (await registeredAt(host)) - began) };
}

/** The first worker's kube-proxy runs: the controllers that a join needs are at work by then. */
async function settled(lab: Lab): Promise<void> {
  await proxyReady(lab.host("cp1"), 2);
}
