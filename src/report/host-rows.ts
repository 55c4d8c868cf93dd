import type { Change } from "../engine/change.ts";
import type { RunEvent } from "../engine/event.ts";
import { sentence } from "./phase-rows.ts";
import { Warnings } from "./warnings.ts";

/** One host of a run, folded into what its line says. */
export interface HostRow {
  readonly host: string;
  readonly startedAt: number;
  endedAt: number;
  /** Phases under way, with their titles. */
  readonly running: Map<string, string>;
  /** Something but the connection was begun. */
  hasBegun: boolean;
  /** The phase that began or spoke last, and its title. */
  phase: string;
  title: string;
  /** What that phase does just now. */
  busyWith: string;
  hasFailed: boolean;
  /** What failed first: a sentence, "" while nothing has. */
  failure: string;
  isInterrupted: boolean;
  readonly changes: Change[];
}

/** The hosts of a run, brought up to date by its events. */
export class HostRows {
  readonly rows = new Map<string, HostRow>();
  readonly warnings = new Warnings();

  take(event: RunEvent): void {
    if (event.type === "note") {
      if (event.level === "warning") this.warnings.take(event.host, event.text);
      return;
    }
    const row = this.#rowOf(event);
    row.endedAt = event.at;
    switch (event.type) {
      case "phase-started":
        row.running.set(event.phase, sentence(event.title));
        row.hasBegun ||= event.phase !== "connect";
        show(row, event.phase, "");
        break;
      case "phase-ended":
        row.running.delete(event.phase);
        row.hasFailed ||= event.outcome === "failed";
        if (row.phase === event.phase) show(row, [...row.running.keys()].at(-1) ?? event.phase, "");
        break;
      case "progress":
        show(row, event.phase, event.text);
        break;
      case "step-ended":
        row.changes.push(...event.changes.filter(({ kind }) => kind !== "wait"));
        break;
      case "failed":
        row.hasFailed = true;
        if (event.error.code === "INTERRUPTED") row.isInterrupted = true;
        else if (row.failure === "") row.failure = event.error.what;
        break;
    }
  }

  #rowOf({ host, at }: RunEvent): HostRow {
    const known = this.rows.get(host);
    if (known !== undefined) return known;
    const now = { hasBegun: false, phase: "", title: "", busyWith: "" };
    const end = { hasFailed: false, failure: "", isInterrupted: false };
    const row: HostRow = { host, startedAt: at, endedAt: at, running: new Map(), changes: [], ...now, ...end };
    this.rows.set(host, row);
    return row;
  }
}

/** The phase is the one that the row speaks of. A phase that has ended keeps its title. */
function show(row: HostRow, phase: string, busyWith: string): void {
  row.phase = phase;
  row.title = row.running.get(phase) ?? row.title;
  row.busyWith = busyWith;
}
