import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { readCommandLine } from "./command-line.ts";
import type { LabHost } from "./host/lab-host.ts";
import { type Lab, openLab } from "./lab.ts";
import { LabError } from "./lab-error.ts";
import { allLabs } from "./lab-record.ts";
import { endAllCommands } from "./run.ts";

const HELP = `npm run lab -- COMMAND [--name LAB]      real Kubernetes hosts on this machine (LAB: "lab" unless given)

  prepare             build what hosts are made from; all other commands do so when it is missing
  up HOST...          make and start hosts (cp1..cp9, w1..w79, or other names), wait until they answer
  down [HOST...]      remove hosts and their disks; without names the whole lab
  status              the lab's hosts, addresses and states; --all for every lab
  ssh HOST [CMD...]   log in to a host as root, or run a command there
  crash HOST          power failure: all processes end, the disk stays
  boot HOST           start a crashed host again
  partition HOST      take its network cable out
  heal HOST           put it back
`;

type Action = (lab: Lab, words: readonly string[]) => Promise<number>;

const each =
  (act: (lab: Lab, host: string) => Promise<unknown>): Action =>
  async (lab, words) => {
    if (words.length === 0) throw new LabError("Which host?");
    for (const host of words) await act(lab, host);
    return 0;
  };

const ACTIONS: Readonly<Record<string, Action>> = {
  prepare: async (lab) => {
    console.log(JSON.stringify(await lab.prepare(), null, 2));
    return 0;
  },
  up: async (lab, words) => {
    if (words.length === 0) throw new LabError("Which hosts? For example: up cp1 w1");
    await lab.up(words);
    return printStatus(lab);
  },
  down: async (lab, words) => {
    await lab.down(words.length === 0 ? undefined : words);
    return 0;
  },
  status: printStatus,
  ssh: (lab, [name, ...command]) => {
    if (name === undefined) throw new LabError("Which host?");
    return login(lab.host(name), command);
  },
  crash: each((lab, host) => lab.crash(host)),
  boot: each((lab, host) => lab.boot(host)),
  partition: each((lab, host) => lab.partition(host)),
  heal: each((lab, host) => lab.heal(host)),
};

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    endAllCommands();
    process.exit(128 + constants.signals[signal]);
  });
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof LabError ? error.message : error);
  return 1;
});

async function main(): Promise<number> {
  const line = readCommandLine(process.argv.slice(2));
  const action = line.command === undefined ? undefined : ACTIONS[line.command];
  if (action === undefined || line.help) {
    console.log(HELP);
    return line.command === undefined || line.help ? 0 : 2;
  }
  const names = line.all && line.command === "status" ? allLabs() : [line.lab];
  let code = 0;
  for (const name of names) code ||= await action(openLab({ name, log: (text) => console.error(text) }), line.words);
  return code;
}

async function printStatus(lab: Lab): Promise<number> {
  const { name, subnet, hosts } = await lab.status();
  console.log(subnet === undefined ? `${name}: no such lab` : `${name}: ${subnet}`);
  for (const host of hosts) {
    const cable = host.partitioned ? "  cable out" : "";
    console.log(`  ${host.name.padEnd(12)} ${host.address.padEnd(14)} ${host.state}${cable}`);
  }
  return 0;
}

async function login(host: LabHost, command: readonly string[]): Promise<number> {
  const { address, user, identityFile, knownHostsFile } = host.ssh;
  const options = [`UserKnownHostsFile=${knownHostsFile}`, "StrictHostKeyChecking=yes", "IdentitiesOnly=yes"];
  const argv = ["-F", "none", "-i", identityFile, ...options.flatMap((option) => ["-o", option]), `${user}@${address}`];
  const child = spawn("ssh", [...argv, ...command], { stdio: "inherit" });
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}
