import type { Change } from "../engine/change.ts";
import type { RunEvent } from "../engine/event.ts";
import { sentence } from "./phase-rows.ts";

/** One host of a run, folded into what its line says. */
export interface HostRow {
  readonly host: string;
  readonly startedAt: number;
  endedAt: number;
  /** Phases under way, with their titles. */
  readonly running: Map<string, string>;
  /** The title of the phase that began last. */
  title: string;
  /** What it does just now. */
  busyWith: string;
  hasFailed: boolean;
  readonly changes: Change[];
}

/** The hosts of a run, brought up to date by its events. */
export class HostRows {
  readonly rows = new Map<string, HostRow>();
  /** Which hosts a warning is about, by its text. */
  readonly warnings = new Map<string, string[]>();

  take(event: RunEvent): void {
    if (event.type === "note") {
      if (event.level === "warning") this.#warn(event.host, event.text);
      return;
    }
    const row = this.#rowOf(event);
    row.endedAt = event.at;
    if (event.type === "phase-started") {
      row.running.set(event.phase, sentence(event.title));
      row.title = sentence(event.title);
      row.busyWith = "";
    } else if (event.type === "phase-ended") {
      row.running.delete(event.phase);
      if (event.outcome === "failed") row.hasFailed = true;
      row.title = [...row.running.values()].at(-1) ?? row.title;
    } else if (event.type === "progress") row.busyWith = event.text;
    else if (event.type === "step-ended") row.changes.push(...event.changes.filter(({ kind }) => kind !== "wait"));
    else if (event.type === "failed") row.hasFailed = true;
  }

  #rowOf({ host, at }: RunEvent): HostRow {
    const known = this.rows.get(host);
    if (known !== undefined) return known;
    const rest = { title: "", busyWith: "", hasFailed: false };
    const row = { host, startedAt: at, endedAt: at, running: new Map(), changes: [], ...rest };
    this.rows.set(host, row);
    return row;
  }

  #warn(host: string, text: string): void {
    const hosts = this.warnings.get(text) ?? [];
    if (!hosts.includes(host)) hosts.push(host);
    this.warnings.set(text, hosts);
  }
}
