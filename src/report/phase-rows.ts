import type { Change } from "../engine/change.ts";
import type { PhaseOutcome, RunEvent } from "../engine/event.ts";
import { changeCount } from "./change-text.ts";

/** What a group of phases is called while more than one of them runs. */
const groupTitles: ReadonlyMap<string, string> = new Map([
  ["certs", "Certificates and keys"],
  ["kubeconfig", "Kubeconfig files"],
  ["etcd", "etcd's static Pod"],
  ["control-plane", "Static Pods of the control plane"],
  ["upload-config", "Configuration in the cluster"],
  ["kubelet-finalize", "The kubelet's own certificate"],
  ["addon", "CoreDNS and kube-proxy"],
  ["control-plane-prepare", "Preparation of the control plane"],
  ["control-plane-join", "Node known as a control plane"],
]);

/** One line of the live list: a phase, or the phases that share the first word of their ids. */
export interface PhaseRow {
  readonly host: string;
  readonly label: string;
  title: string;
  readonly running: Map<string, string>;
  readonly startedAt: number;
  durationMs: number;
  outcome: PhaseOutcome | "running";
  readonly changes: Change[];
  /** What it does just now. */
  busyWith: string;
}

const worst: readonly PhaseOutcome[] = ["failed", "applied", "planned", "deferred", "unchanged"];

function worse(first: PhaseRow["outcome"], second: PhaseOutcome): PhaseOutcome {
  return worst.find((outcome) => outcome === first || outcome === second) ?? second;
}

/** The rows of a run, brought up to date by its events. */
export class PhaseRows {
  readonly rows = new Map<string, PhaseRow>();

  /** Takes an event in; gives the row it is about. */
  take(event: RunEvent): PhaseRow | undefined {
    if (event.type === "phase-started") return this.#start(event);
    const row = this.rows.get(keyOf(event));
    if (row === undefined) return undefined;
    if (event.type === "phase-ended") this.#end(row, event);
    else if (event.type === "step-started") row.busyWith = event.title;
    else if (event.type === "progress") row.busyWith = event.text;
    else if (event.type === "step-ended") row.changes.push(...event.changes);
    return row;
  }

  #start(event: RunEvent & { readonly type: "phase-started" }): PhaseRow {
    const label = event.phase.split("/")[0] ?? event.phase;
    const isGroup = event.phase !== label;
    const title = (isGroup ? groupTitles.get(label) : undefined) ?? sentence(event.title);
    const row = this.rows.get(keyOf(event)) ?? newRow(event, label, title);
    row.running.set(event.phase, event.title);
    this.rows.set(keyOf(event), row);
    return row;
  }

  #end(row: PhaseRow, event: RunEvent & { readonly type: "phase-ended" }): void {
    row.running.delete(event.phase);
    row.durationMs = event.at - row.startedAt;
    row.outcome = row.outcome === "running" ? event.outcome : worse(row.outcome, event.outcome);
    row.busyWith = [...row.running.values()][0] ?? "";
  }
}

function keyOf({ host, phase }: { readonly host: string; readonly phase: string }): string {
  return `${host} ${phase.split("/")[0] ?? phase}`;
}

function newRow(event: RunEvent, label: string, title: string): PhaseRow {
  const { host, at } = event;
  return {
    host,
    label,
    title,
    running: new Map(),
    startedAt: at,
    durationMs: 0,
    outcome: "running",
    changes: [],
    busyWith: "",
  };
}

/** True while one of its phases runs. */
export function isRunning(row: PhaseRow): boolean {
  return row.running.size > 0;
}

/** A phase's title as the beginning of a line: with a capital, save for names that are written small. */
export function sentence(title: string): string {
  return /^(etcd|kube|iptables|systemd)/.test(title) ? title : `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`;
}

/** Phases that only look. */
const looks: ReadonlySet<string> = new Set(["preflight"]);

/** What a finished phase or group did: "22 files", "nothing to change", or "" when only its title counts. */
export function resultText(phase: string, outcome: PhaseOutcome | "running", changes: readonly Change[]): string {
  if (outcome === "unchanged") return looks.has(phase) ? "passed" : "nothing to change";
  return changeCount(changes);
}
