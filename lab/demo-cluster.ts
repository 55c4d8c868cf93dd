import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { LabHost } from "./host/lab-host.ts";
import { flannelManifestPath } from "./paths.ts";
import { until } from "./wait.ts";

const kubectl = "kubectl --kubeconfig /etc/kubernetes/admin.conf";

/** Puts the program and its configuration on a host, as an administrator would. */
export async function bringKubewright(host: LabHost, executable: string, configuration: string): Promise<void> {
  await host.copyIn(executable, "/usr/local/bin/kubewright", 0o755);
  await host.write("/root/kubeadm.yaml", await readFile(configuration, "utf8"), 0o600);
}

/** The command line with which an administrator at this machine types a command on the host. */
export function sshCommand(host: LabHost, command: string, options: readonly string[] = []): readonly string[] {
  const { address, port, user, identityFile, knownHostsFile } = host.ssh;
  const trust = ["-o", `UserKnownHostsFile=${knownHostsFile}`, "-o", "LogLevel=ERROR"];
  return ["ssh", ...options, "-i", identityFile, "-p", String(port), ...trust, `${user}@${address}`, command];
}

/** Types a command on the host with this process's own terminal, when it has one. Gives the exit code. */
export function typeOn(host: LabHost, command: string): Promise<number> {
  const [program = "ssh", ...args] = sshCommand(host, command, process.stdout.isTTY ? ["-t"] : []);
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: ["inherit", "inherit", "inherit"] });
    child.on("error", fail);
    child.on("close", (code) => done(code ?? 1));
  });
}

/** Applies flannel and waits until the node is Ready and all Pods run. */
export async function installNetwork(host: LabHost): Promise<void> {
  await host.must(`${kubectl} apply -f -`, { stdin: await readFile(flannelManifestPath()) });
  await until("the node is Ready and all Pods run", async () => {
    const nodes = await host.must(`${kubectl} get nodes --no-headers`);
    const pods = await host.must(`${kubectl} get pods -A --no-headers`);
    const arePodsRunning = pods
      .trim()
      .split("\n")
      .every((line) => /\s(\d+)\/\1\s+Running\s/.test(line));
    return / Ready /.test(nodes) && arePodsRunning && pods.includes("coredns");
  });
}

/** Nodes and Pods, as kubectl shows them. */
export async function clusterPicture(host: LabHost): Promise<string> {
  const nodes = await host.must(`${kubectl} get nodes -o wide`);
  const pods = await host.must(`${kubectl} get pods -A`);
  return `${nodes}\n${pods}`;
}
