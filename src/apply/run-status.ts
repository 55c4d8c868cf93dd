import { type ExitCode, exitCodes } from "../errors.ts";
import { loadClusterFile } from "../fleet/cluster-file.ts";
import { openHosts } from "../fleet/open-hosts.ts";
import { type SshFlags, sshOpener } from "../fleet/ssh-opener.ts";
import type { Io } from "../io.ts";
import { printable } from "../report/printable.ts";
import { type Style, style } from "../report/style.ts";
import { clusterStatus } from "./cluster-status.ts";
import type { Item, NodeStatus } from "./node-status.ts";

/** What `status` is told. */
export interface StatusOptions {
  readonly file: string;
  readonly strict: boolean;
  readonly output: "text" | "json";
  readonly ssh: SshFlags;
}

/** Shows how the nodes of a cluster are; exit code 5 when something is not well. */
export async function runStatus(io: Io, options: StatusOptions): Promise<ExitCode> {
  const { intent } = await loadClusterFile(options.file, options.strict, io);
  const opener = await sshOpener(io, options.ssh);
  try {
    const { opened, closed } = await openHosts(intent, opener.open, () => undefined, io.now);
    try {
      const unreached = new Map(closed.map(({ node, error }) => [node.name, error.what] as const));
      const nodes = await clusterStatus(intent, opened, unreached, new Date(io.now()));
      if (options.output === "json") io.stdout.write(`${JSON.stringify({ cluster: intent.name, nodes }, null, 2)}\n`);
      else io.stdout.write(statusText(intent.name, nodes, style(io.stdout.hasColor)));
      return nodes.every((node) => problems(node).length === 0) ? exitCodes.done : exitCodes.stepFailed;
    } finally {
      await Promise.allSettled(opened.map(({ host }) => host.close()));
    }
  } finally {
    await opener.close();
  }
}

const head = ["NODE", "ROLE", "READY", "VERSION", "KUBELET", "CONTROL PLANE", "ETCD", "CERTIFICATES"];

/** A line for each node, and below them what is not well, each with its reason. */
export function statusText(name: string, nodes: readonly NodeStatus[], paint: Style): string {
  const cell = (item: Item | null): string => item?.text ?? "";
  const rows = nodes.map((node) => [
    node.name,
    node.role,
    node.ready.text,
    node.version,
    cell(node.kubelet),
    cell(node.controlPlane),
    cell(node.etcd),
    cell(node.certificates),
  ]);
  const widths = head.map((word, at) => Math.max(word.length, ...rows.map((row) => (row[at] ?? "").length)));
  const line = (row: readonly string[]): string =>
    row
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd();
  const lines = nodes.map((node, at) => {
    const text = line(rows[at] ?? []);
    return problems(node).length === 0 ? text : paint.bad(text);
  });
  const reasons = nodes.flatMap((node) => problems(node).map((why) => paint.bad(`✘ ${node.name}: ${printable(why)}`)));
  const end = reasons.length === 0 ? paint.good(`✔ Cluster ${name} is well.`) : reasons.join("\n");
  return `${[paint.quiet(line(head)), ...lines, "", end].join("\n")}\n`;
}

function problems({ ready, kubelet, controlPlane, etcd, certificates }: NodeStatus): readonly string[] {
  const items = { node: ready, kubelet, "control plane": controlPlane, etcd, certificates };
  return Object.entries(items).flatMap(([what, item]) =>
    item === null || item.isWell ? [] : [`${what} ${item.text}${item.why === undefined ? "" : `: ${item.why}`}`],
  );
}
