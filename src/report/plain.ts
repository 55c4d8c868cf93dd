import type { RunEvent } from "../engine/event.ts";
import type { Io } from "../io.ts";
import { changeLine } from "./change-text.ts";
import { duration } from "./duration.ts";
import { maskedText } from "./mask.ts";
import { resultText, sentence } from "./phase-rows.ts";
import { printable } from "./printable.ts";
import type { Reporter, ReportOptions } from "./reporter.ts";
import { type Style, style } from "./style.ts";
import { hang } from "./wrap.ts";

/** A phase that takes longer says every so often what it does. Milliseconds. */
const patience = 5000;

type StepEnded = RunEvent & { readonly type: "step-ended" };

interface OpenPhase {
  readonly title: string;
  readonly steps: StepEnded[];
  lastWords: number;
}

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
        this.#open.set(`${event.host} ${event.phase}`, { title: event.title, steps: [], lastWords: event.at });
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
    const changes = (phase?.steps ?? []).flatMap((step) => step.changes);
    const result = event.outcome === "failed" ? "failed" : resultText(event.phase, event.outcome, changes);
    const brackets = [result, duration(event.durationMs)].filter((part) => part !== "").join(", ");
    const paints = { failed: this.#paint.bad, unchanged: this.#paint.quiet };
    const paint = event.outcome in paints ? paints[event.outcome as keyof typeof paints] : undefined;
    this.#line(event, `${sentence(phase?.title ?? event.phase)} (${brackets})`, paint);
  }

  #stepEnded(event: StepEnded): void {
    this.#open.get(`${event.host} ${event.phase}`)?.steps.push(event);
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

  #line(event: RunEvent, text: string, paint: ((text: string) => string) | undefined = undefined): void {
    const host = this.#hosts.size > 1 ? `${event.host} ` : "";
    const columns = this.io.stdout.isTerminal ? this.io.stdout.columns : Number.POSITIVE_INFINITY;
    const lines = hang(`${host}[${event.phase}] `, printable(maskedText(text)), columns);
    this.io.stdout.write(`${(paint === undefined ? lines : lines.map(paint)).join("\n")}\n`);
  }
}
