import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { applyFlannel, kubectl } from "./cluster/kubectl.ts";
import type { LabHost } from "./host/lab-host.ts";
import { until } from "./wait.ts";

/** The command line with which an administrator at this machine types a command on the host. */
export function sshCommand(host: LabHost, command: string, options: readonly string[] = []): readonly string[] {
  const { address, port, user, identityFile, knownHostsFile } = host.ssh;
  const trust = ["-o", `UserKnownHostsFile=${knownHostsFile}`, "-o", "LogLevel=ERROR"];
  return ["ssh", ...options, "-i", identityFile, "-p", String(port), ...trust, `${user}@${address}`, command];
}

/** The many small files of an init: without a terminal, where each has a line, they are left out. */
const details = /^\[(certs|kubeconfig|control-plane)\/\S+\] .*\bfiles?\b/;

/** Types a command on the host with this process's own terminal; without one, a few lines tell. Gives the exit code. */
export async function typeOn(host: LabHost, command: string): Promise<number> {
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
  const [program = "ssh", ...args] = sshCommand(host, command, isTerminal ? ["-t"] : []);
  const child = spawn(program, args, { stdio: ["inherit", isTerminal ? "inherit" : "pipe", "inherit"] });
  const closed = once(child, "close");
  if (child.stdout !== null) {
    for await (const line of createInterface({ input: child.stdout }))
      if (!details.test(line)) process.stdout.write(`${line}\n`);
  }
  const [code] = (await closed) as [number | null];
  return code ?? 1;
}

/** Applies flannel and waits until the node is Ready and all Pods run. */
export async function installNetwork(host: LabHost): Promise<void> {
  await applyFlannel(host);
  await until("the node is Ready and all Pods run", async () => {
    const nodes = await kubectl(host, ["get", "nodes", "--no-headers"]);
    const pods = await kubectl(host, ["get", "pods", "-A", "--no-headers"]);
    const arePodsRunning = pods
      .trim()
      .split("\n")
      .every((line) => /\s(\d+)\/\1\s+Running\s/.test(line));
    return / Ready /.test(nodes) && arePodsRunning && pods.includes("coredns");
  });
}

/** Nodes and Pods, as kubectl shows them. */
export async function clusterPicture(host: LabHost): Promise<string> {
  const nodes = await kubectl(host, ["get", "nodes"]);
  const pods = await kubectl(host, ["get", "pods", "-A"]);
  return `cp1# kubectl get nodes\n${nodes}cp1# kubectl get pods -A\n${pods}`;
}
