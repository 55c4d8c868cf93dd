import { dirname } from "node:path";
import { Screen } from "../test/support/screen.ts";
import { kubectl } from "./cluster/kubectl.ts";
import { executablePath } from "./cluster/product.ts";
import { applyFlannel } from "./cluster/waits.ts";
import type { LabHost } from "./host/lab-host.ts";
import { withoutLastWords } from "./last-words.ts";
import { onTerminal } from "./on-terminal.ts";
import { type PodSums, podSums } from "./pod-sums.ts";
import { until } from "./wait.ts";

/** Types `kubewright apply` in the directory of the cluster file, as an administrator at this machine does; gives its exit code. Where nobody watches, the last picture is all that is printed. */
export async function foundCluster(file: string): Promise<number> {
  const { stdout } = process;
  const [columns, rows] = stdout.isTTY ? [stdout.columns, stdout.rows] : [100, 30];
  const screen = new Screen(columns);
  const said: string[] = [];
  const shorter = withoutLastWords((text) => (stdout.isTTY ? stdout.write(text) : screen.write(text)));
  const hear = (bytes: string): void => {
    said.push(bytes);
    shorter(bytes);
  };
  const argv = [executablePath(), "apply", "-f", "cluster.yaml", "--yes"];
  const code = await onTerminal({ argv, directory: dirname(file), columns, rows, hear });
  if (code !== 0) stdout.write(`\n${said.join("")}`);
  else if (!stdout.isTTY) stdout.write(`${screen.text()}\n`);
  return code;
}

/** Applies flannel and waits until so many nodes are Ready and all Pods run. */
export async function installNetwork(host: LabHost, nodes: number): Promise<void> {
  await applyFlannel(host);
  await until(
    "the nodes are Ready and all Pods run",
    async () => {
      const ready = (await kubectl(host, ["get", "nodes", "--no-headers"])).match(/ Ready /g) ?? [];
      const sums = await podsOf(host);
      const hasDns = sums.some(({ name }) => name === "coredns");
      return ready.length === nodes && hasDns && sums.every(({ running, all }) => running === all);
    },
    { deadlineMs: 300_000, everyMs: 250 },
  );
}

async function podsOf(host: LabHost): Promise<PodSums> {
  return podSums(await kubectl(host, ["get", "pods", "-A", "-o", "json"]));
}

/** Nodes as kubectl shows them, and a line for each kind of Pod. */
export async function clusterPicture(host: LabHost): Promise<string> {
  const [nodes, sums] = await Promise.all([kubectl(host, ["get", "nodes"]), podsOf(host)]);
  return nodes + podTable(sums);
}

/** A line for each kind of Pod under a heading. */
export function podTable(sums: PodSums): string {
  const lines = sums.map(({ name, running, all, nodes: on }) => row([name, `${running}/${all}`, on.join(" ")]));
  return `${row(["PODS", "RUNNING", "ON"])}${lines.join("")}`;
}

/** What the demo prints before `apply`, before it installs the network, and at the end. */
export const demoLines = {
  apply: "$ kubewright apply -f cluster.yaml\n",
  network: "cp1# kubectl apply -f flannel.yaml && kubectl get nodes\n",
  end: (seconds: number, file: string, name: string): string =>
    `Ready ${seconds} s after apply began. Again, and nothing changes: dist/kubewright apply -f ${file}
Look in: npm run lab -- ssh cp1 --name ${name}   Take it away: npm run lab -- down --name ${name}
`,
} as const;

function row([name = "", count = "", on = ""]: readonly string[]): string {
  return `${name.padEnd(26)}${count.padEnd(10)}${on}\n`;
}
