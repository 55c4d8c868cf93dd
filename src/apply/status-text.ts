import { printable } from "../report/printable.ts";
import type { Style } from "../report/style.ts";
import { namedHosts } from "../report/warnings.ts";
import { hang } from "../report/wrap.ts";
import { type Item, isWell, itemsOf, type NodeStatus } from "./node-status.ts";

interface Cell {
  readonly text: string;
  readonly isWell?: boolean;
}

interface Column {
  readonly head: string;
  readonly cell: (node: NodeStatus) => Cell | null;
  /** What a narrow terminal goes without, the lowest first; 0 for what every terminal shows. */
  readonly spared: number;
}

const columns: readonly Column[] = [
  { head: "NODE", cell: ({ name }) => ({ text: name }), spared: 0 },
  { head: "ROLE", cell: ({ role }) => ({ text: role }), spared: 2 },
  { head: "READY", cell: ({ ready }) => ready, spared: 0 },
  { head: "VERSION", cell: ({ version }) => ({ text: version }), spared: 1 },
  { head: "KUBELET", cell: ({ kubelet }) => kubelet, spared: 0 },
  { head: "COMPONENTS", cell: ({ controlPlane }) => controlPlane, spared: 0 },
  { head: "ETCD", cell: ({ etcd }) => etcd, spared: 0 },
  { head: "CERTS", cell: ({ certificates }) => certificates, spared: 0 },
];

/** Which cluster, and by which file. */
interface Which {
  readonly name: string;
  readonly file: string;
}

/** How the cluster is, in one line; a line for each node, what is not well in it in red; below them the reasons, each once, and what to type next. Wrapped at the terminal's width. */
export function statusText({ name, file }: Which, nodes: readonly NodeStatus[], paint: Style, width: number): string {
  const ill = nodes.filter((node) => !isWell(node)).length;
  const all = `${nodes.length} ${nodes.length === 1 ? "node" : "nodes"}`;
  const head =
    ill === 0
      ? paint.good(`✔ Cluster ${name} is well: ${all}.`)
      : paint.bad(`✘ Cluster ${name} is not well: ${ill} of ${all}.`);
  const reasons = [...reasonsOf(nodes)].flatMap(([why, names]) =>
    hang("✘ ", printable(`${namedHosts(names, 5)}: ${why}`), width).map(paint.bad),
  );
  const next = hang("Next: ", `kubewright plan -f ${file} shows what kubewright apply would repair.`, width);
  const end = ill === 0 ? [] : ["", ...reasons, ...next.map(paint.strong)];
  return `${[head, "", ...table(nodes, paint, width), ...end].join("\n")}\n`;
}

function table(nodes: readonly NodeStatus[], paint: Style, width: number): readonly string[] {
  const shown = fitting(nodes, width);
  const rows = nodes.map((node) => shown.map(({ cell }) => cell(node) ?? { text: "" }));
  const heads = shown.map(({ head }): Cell => ({ text: head }));
  const line = (row: readonly Cell[]): string =>
    row
      .map(({ text, isWell: well }, at) => {
        const isLast = row.slice(at + 1).every((cell) => cell.text === "");
        const blanks = isLast ? "" : " ".repeat(widthOf(shown[at], nodes) - text.length + 2);
        return (well === false ? paint.bad(text) : text) + blanks;
      })
      .join("");
  return [paint.quiet(line(heads)), ...rows.map(line)];
}

/** The columns for which there is room. */
function fitting(nodes: readonly NodeStatus[], width: number): readonly Column[] {
  let shown = columns;
  for (const spared of [1, 2]) {
    const needed = shown.reduce((sum, column) => sum + widthOf(column, nodes) + 2, -2);
    if (needed > width) shown = shown.filter((column) => column.spared !== spared);
  }
  return shown;
}

function widthOf(column: Column | undefined, nodes: readonly NodeStatus[]): number {
  if (column === undefined) return 0;
  return Math.max(column.head.length, ...nodes.map((node) => (column.cell(node)?.text ?? "").length));
}

/** Every reason, with the nodes it is given for. */
function reasonsOf(nodes: readonly NodeStatus[]): ReadonlyMap<string, readonly string[]> {
  const reasons = new Map<string, string[]>();
  for (const node of nodes) {
    itemsOf(node).forEach((item, at) => {
      if (item === null || item.isWell) return;
      const why = reason(item, at);
      reasons.set(why, [...(reasons.get(why) ?? []), node.name]);
    });
  }
  return reasons;
}

const things = ["", "kubelet", "components", "etcd", "certificates"];

function reason({ text, why }: Item, at: number): string {
  if (why === undefined) return `${things[at]} ${text}`.trim();
  const thing = things[at] ?? "";
  return thing === "" || text === "not reached" || why.toLowerCase().includes(thing) ? why : `${thing}: ${why}`;
}
