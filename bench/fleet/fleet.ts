import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { checkoutDirectory } from "../../lab/paths.ts";
import { fleetClusterFile, fleetNodes } from "./nodes.ts";

/** How a fleet is made and asked. */
export interface FleetOptions {
  readonly machines: number;
  readonly latencyMs: number;
  /** What stands before both programs: taskset, where processors are given out. */
  readonly prefix: readonly string[];
  /** kubewright. */
  readonly program: readonly string[];
}

/** How a command over a fleet ended. */
export interface FleetRan {
  readonly code: number | null;
  readonly tookMs: number;
  /** Bytes of the client's memory at its highest, and the milliseconds of processor time it took: what a busy machine does not change. */
  readonly peakBytes: number;
  readonly processorMs: number;
  /** The same of the simulated machines, which share the processors. */
  readonly machinesMs: number;
  /** SSH channels that were opened: each command and each stream has one. */
  readonly channels: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Machines in memory behind SSH, in a process of their own. */
export interface Fleet {
  /** Runs `kubewright COMMAND... -f FILE`. */
  run(command: readonly string[]): Promise<FleetRan>;
  close(): Promise<void>;
}

/** Starts the machines and writes the files that lead to them. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { machines, latencyMs, prefix, program } = options;
  const directory = await mkdtemp("/var/tmp/kubewright-bench-fleet-");
  const entry = [
    join(checkoutDirectory(), "scripts", "run-ts.mjs"),
    join(checkoutDirectory(), "bench/fleet/machines.ts"),
  ];
  const [file = process.execPath, ...args] = [...prefix, process.execPath, ...entry, `${machines}`, `${latencyMs}`];
  const server = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface(server.stdout);
  const [line] = await once(lines, "line");
  const { port, hostKey }: { readonly port: number; readonly hostKey: string } = JSON.parse(String(line));
  const channelsUntilNow = async (): Promise<number> => {
    server.stdin.write("channels\n");
    return Number((await once(lines, "line"))[0]);
  };
  const at = (name: string): string => join(directory, name);
  await writeFile(at("known_hosts"), `fleet ${hostKey}\n`);
  await writeFile(at("config"), `Host *\n  HostKeyAlias fleet\n  UserKnownHostsFile ${at("known_hosts")}\n`);
  await writeFile(at("cluster.yaml"), fleetClusterFile(fleetNodes(machines), port, at("config")));
  return {
    run: async (command) => {
      const [before, channels] = [await usedBy(server.pid ?? 0), await channelsUntilNow()];
      const ran = await client([...prefix, ...program, ...command, "-f", at("cluster.yaml")]);
      const after = await usedBy(server.pid ?? 0);
      const machinesMs = (after?.processorMs ?? 0) - (before?.processorMs ?? 0);
      return { ...ran, machinesMs, channels: (await channelsUntilNow()) - channels };
    },
    close: async () => {
      const ended = once(server, "exit");
      server.stdin.end();
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Milliseconds between two looks at the client's memory. The kernel keeps the peak, so only the very end can be missed. */
const lookEveryMs = 100;

async function client([file = "", ...args]: readonly string[]): Promise<Omit<FleetRan, "machinesMs" | "channels">> {
  const began = performance.now();
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  let used: Used = { peakBytes: 0, processorMs: 0 };
  const looking = setInterval(async () => {
    used = (await usedBy(child.pid ?? 0)) ?? used;
  }, lookEveryMs);
  const [code] = await once(child, "close");
  clearInterval(looking);
  const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString();
  return { code, tookMs: performance.now() - began, ...used, stdout: text(out), stderr: text(err) };
}

type Used = Pick<FleetRan, "peakBytes" | "processorMs">;

/** Linux counts processor time in ticks of 10 ms (USER_HZ). */
const tickMs = 10;

async function usedBy(pid: number): Promise<Used | null> {
  try {
    const [status, stat] = await Promise.all(
      [`status`, `stat`].map((name) => readFile(`/proc/${pid}/${name}`, "utf8")),
    );
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status ?? "") ?? [];
    // After the name in brackets come state, parent and so on; the 12th and 13th are user and system time.
    const fields = (stat ?? "").replace(/^.*\) /s, "").split(" ");
    if (kilobytes === undefined) return null;
    return { peakBytes: 1024 * Number(kilobytes), processorMs: tickMs * (Number(fields[11]) + Number(fields[12])) };
  } catch {
    return null;
  }
}
