import { type ExitCode, exitCodes } from "../errors.ts";
import { loadClusterFile } from "../fleet/cluster-file.ts";
import { openHosts } from "../fleet/open-hosts.ts";
import { type SshFlags, sshOpener } from "../fleet/ssh-opener.ts";
import type { Io } from "../io.ts";
import { printable } from "../report/printable.ts";
import { type Style, style } from "../report/style.ts";
import { hang } from "../report/wrap.ts";
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
      else io.stdout.write(statusText(intent.name, nodes, style(io.stdout.hasColor), io.stdout.columns));
      return nodes.every((node) => problems(node).length === 0) ? exitCodes.done : exitCodes.stepFailed;
    } finally {
      await Promise.allSettled(opened.map(({ host }) => host.close()));
    }
  } finally {
    await opener.close();
  }
}

const head = ["NODE", "ROLE", "READY", "VERSION", "KUBELET", "CONTROL PLANE", "ETCD", "CERTIFICATES"];

type Cell = Pick<Item, "text"> & { readonly isWell?: boolean };

function cellsOf(node: NodeStatus): readonly Cell[] {
  const none = { text: "" };
  const items = [node.kubelet, node.controlPlane, node.etcd, node.certificates].map((item) => item ?? none);
  return [{ text: node.name }, { text: node.role }, node.ready, { text: node.version }, ...items];
}

/** A line for each node, what is not well in it in red, and below them the reasons, wrapped at the terminal's width. */
export function statusText(name: string, nodes: readonly NodeStatus[], paint: Style, columns: number): string {
  const rows = [head.map((text): Cell => ({ text })), ...nodes.map(cellsOf)];
  const widths = head.map((_, at) => Math.max(...rows.map((row) => (row[at]?.text ?? "").length)));
  const lines = rows.map((row) =>
    row
      .map(({ text, isWell }, at) => {
        const rest = row.slice(at + 1).some((cell) => cell.text !== "");
        const blanks = rest ? " ".repeat((widths[at] ?? 0) - text.length + 2) : "";
        return (isWell === false ? paint.bad(text) : text) + blanks;
      })
      .join(""),
  );
  const reasons = nodes.flatMap((node) =>
    problems(node)
      .flatMap((why) => hang("✘ ", `${node.name}: ${printable(why)}`, columns))
      .map(paint.bad),
  );
  const end = reasons.length === 0 ? [paint.good(`✔ Cluster ${name} is well.`)] : reasons;
  return `${[paint.quiet(lines[0] ?? ""), ...lines.slice(1), "", ...end].join("\n")}\n`;
}

function problems({ ready, kubelet, controlPlane, etcd, certificates }: NodeStatus): readonly string[] {
  const items = { node: ready, kubelet, "control plane": controlPlane, etcd, certificates };
  return Object.entries(items).flatMap(([what, item]) =>
    item === null || item.isWell ? [] : [`${what} ${item.text}${item.why === undefined ? "" : `: ${item.why}`}`],
  );
}
