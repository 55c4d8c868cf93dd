import type { RunEvent } from "../engine/event.ts";
import type { Io } from "../io.ts";
import { changeCount, changeLine } from "./change-text.ts";
import { duration } from "./duration.ts";
import { maskedText } from "./mask.ts";
import { printable } from "./printable.ts";
import type { Reporter, ReportOptions } from "./reporter.ts";
import { type Style, style } from "./style.ts";
import { hang } from "./wrap.ts";

/** A phase that takes longer says every so often what it does. Milliseconds. */
const patience = 5000;

interface OpenPhase {
  readonly title: string;
  readonly changes: RunEvent[];
  lastWords: number;
}

type StepEnded = RunEvent & { readonly type: "step-ended" };

/** One line a phase, `[phase] what it did (how long)`, in the order in which they end; more with -v. */
export class PlainReporter implements Reporter {
  readonly #open = new Map<string, OpenPhase>();
  readonly #hosts = new Set<string>();
  readonly #paint: Style;

  constructor(
    private readonly io: Io,
    private readonly options: ReportOptions,
  ) {
    this.#paint = style(io.stdout.hasColor);
  }

  readonly tell = (event: RunEvent): void => {
    this.#hosts.add(event.host);
    switch (event.type) {
      case "phase-started":
        this.#open.set(`${event.host} ${event.phase}`, { title: event.title, changes: [], lastWords: event.at });
        break;
      case "phase-ended":
        this.#phaseEnded(event);
        break;
      case "step-ended":
        this.#stepEnded(event);
        break;
      case "progress":
        this.#progress(event);
        break;
      case "note":
        if (event.level === "warning") this.#line(event, `Warning: ${event.text}`, this.#paint.doubtful);
        else if (this.options.verbosity >= 1) this.#line(event, event.text, this.#paint.quiet);
        break;
      case "step-started":
        if (this.options.verbosity >= 5) this.#line(event, `${event.step}: ${event.title}`, this.#paint.quiet);
        break;
      case "failed":
        break;
    }
  };

  say(text: string): void {
    this.io.stdout.write(text);
  }

  async close(): Promise<void> {
    this.#open.clear();
  }

  #phaseEnded(event: RunEvent & { readonly type: "phase-ended" }): void {
    const key = `${event.host} ${event.phase}`;
    const phase = this.#open.get(key);
    this.#open.delete(key);
    const steps = (phase?.changes ?? []) as readonly StepEnded[];
    const count = changeCount(steps.flatMap(({ changes }) => changes));
    const took = duration(event.durationMs);
    const title = phase?.title ?? event.phase;
    if (event.outcome === "failed") this.#line(event, `${title}: failed (${took})`, this.#paint.bad);
    else if (event.outcome === "unchanged")
      this.#line(event, `${title}: nothing to change (${took})`, this.#paint.quiet);
    else this.#line(event, `${title} (${[count, took].filter((part) => part !== "").join(", ")})`);
  }

  #stepEnded(event: StepEnded): void {
    this.#open.get(`${event.host} ${event.phase}`)?.changes.push(event);
    const { verbosity } = this.options;
    if (verbosity >= (event.outcome === "unchanged" ? 4 : 1))
      this.#line(event, `${event.step}: ${event.outcome}`, this.#paint.quiet);
    if (verbosity < 2) return;
    for (const change of event.changes) {
      const { mark, subject, detail } = changeLine(change);
      this.#line(event, `  ${mark} ${subject}${detail === "" ? "" : `  ${detail}`}`, this.#paint.quiet);
    }
  }

  #progress(event: RunEvent & { readonly type: "progress" }): void {
    const phase = this.#open.get(`${event.host} ${event.phase}`);
    const isDue = phase !== undefined && event.at - phase.lastWords >= patience;
    if (!isDue && this.options.verbosity < 5) return;
    if (phase !== undefined) phase.lastWords = event.at;
    this.#line(event, event.text, this.#paint.quiet);
  }

  #line(event: RunEvent, text: string, paint: (text: string) => string = (same) => same): void {
    const host = this.#hosts.size > 1 ? `${event.host} ` : "";
    const columns = this.io.stdout.isTerminal ? this.io.stdout.columns : Number.POSITIVE_INFINITY;
    const lines = hang(`${host}[${event.phase}] `, printable(maskedText(text)), columns);
    this.io.stdout.write(`${lines.map(paint).join("\n")}\n`);
  }
}
