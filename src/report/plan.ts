import type { Change } from "../engine/change.ts";
import type { RunEvent } from "../engine/event.ts";
import type { Io } from "../io.ts";
import { changeDiff } from "./change-diff.ts";
import { changeLine, type Mark } from "./change-text.ts";
import { maskedText } from "./mask.ts";
import { sentence } from "./phase-rows.ts";
import { PlanSum } from "./plan-sum.ts";
import { printable } from "./printable.ts";
import type { Reporter, ReportOptions } from "./reporter.ts";
import { type Style, style } from "./style.ts";
import { Warnings } from "./warnings.ts";
import { hang, wrap } from "./wrap.ts";

/** What a dry run shows: under each phase's name every file (path, mode, difference), command and object; at the end the sum, of many hosts for each. */
export class PlanReporter implements Reporter {
  readonly #sum = new PlanSum();
  readonly #warnings = new Warnings();
  readonly #paint: Style;
  readonly #hosts = new Set<string>();
  readonly #titles = new Map<string, string>();
  #heading = "";
  #failed = false;
  /** Something was left out for the sake of brevity. */
  #isBriefer = false;
  #isClosed = false;

  constructor(
    private readonly io: Io,
    private readonly options: Pick<ReportOptions, "manyHosts" | "isBrief"> = {},
  ) {
    this.#paint = style(io.stdout.hasColor);
  }

  readonly tell = (event: RunEvent): void => {
    if (event.type === "phase-started") this.#titles.set(event.phase, sentence(event.title));
    else if (event.type === "step-ended") this.#step(event);
    else if (event.type === "note" && event.level === "warning") this.#warn(event);
    else if (event.type === "failed") this.#failed = true;
  };

  say(text: string): void {
    this.io.stdout.write(text);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { columns } = this.io.stdout;
    const warnings = this.#warnings.lines([...this.#hosts], columns).map(this.#paint.doubtful);
    if (warnings.length > 0) this.#write(["", ...warnings]);
    const hosts = this.options.manyHosts === true ? this.#sum.byHost() : [];
    if (hosts.length > 0) this.#write(["", ...hosts.flatMap(({ names, text }) => hang(`${names}  `, text, columns))]);
    this.#write(["", ...wrap(this.#end(), columns).map(this.#paint.strong)]);
  }

  #end(): string {
    const sum = this.#sum.text();
    const hidden =
      this.options.isBrief === true && this.#isBriefer ? "\nWhat is in the new ones is shown by kubewright plan." : "";
    if (this.#failed)
      return `${sum === "" ? "Nothing could be planned" : `Not all could be planned; so far ${sum}`}. Nothing was changed.`;
    if (this.#sum.isUnused) return "Nothing was planned, and nothing changed.";
    return this.#sum.isEmpty
      ? `Nothing to change${sum === "" ? "" : `: ${sum}`}.`
      : `${sum}. Nothing was changed.${hidden}`;
  }

  /** Of many hosts one warning may concern all: it stands at the end, once. */
  #warn(event: RunEvent & { readonly type: "note" }): void {
    if (this.options.manyHosts === true) this.#warnings.take(event.host, event.text);
    else this.#write(this.#wrapped("! ", event.text).map(this.#paint.doubtful));
  }

  #step(event: RunEvent & { readonly type: "step-ended" }): void {
    this.#sum.take(event);
    if (event.changes.length === 0 && event.outcome !== "deferred") return;
    this.#head(event);
    if (event.outcome === "deferred")
      this.#write(this.#wrapped("  ? ", `${event.step}: ${event.reason ?? "known later"}`).map(this.#paint.quiet));
    for (const change of event.changes) this.#change(change);
  }

  /** The host is named only where there are several. */
  #head({ host, phase }: RunEvent): void {
    this.#hosts.add(host);
    const heading = this.#hosts.size > 1 || this.options.manyHosts === true ? `${host} ${phase}` : phase;
    if (heading === this.#heading) return;
    const title = this.#titles.get(phase);
    const [first = "", ...more] = title === undefined ? [heading] : hang(`${heading}  `, title, this.io.stdout.columns);
    const rest = this.#paint.quiet(first.slice(heading.length));
    this.#write(["", this.#paint.strong(heading) + (title === undefined ? "" : rest), ...more.map(this.#paint.quiet)]);
    this.#heading = heading;
  }

  #change(change: Change): void {
    const { mark, subject, detail } = changeLine(change);
    const line = `  ${mark} ${printable(maskedText(subject))}`;
    const isNamedOnly = this.options.isBrief === true && mark === "+";
    const diff = changeDiff(change);
    this.#isBriefer ||= isNamedOnly && diff.length > 0;
    const indented = isNamedOnly ? [] : diff.map((text) => `      ${this.#diffPaint(text)(text)}`);
    if (change.kind === "call") {
      this.#write(this.#wrapped(`  ${mark} `, subject).map(this.#markPaint(mark)));
      return;
    }
    const quiet = detail === "" ? "" : this.#paint.quiet(`  ${printable(maskedText(detail))}`);
    this.#write([this.#markPaint(mark)(line) + quiet, ...indented]);
  }

  #markPaint(mark: Mark): (text: string) => string {
    if (mark === "+") return this.#paint.good;
    if (mark === "-") return this.#paint.bad;
    return mark === "~" ? this.#paint.doubtful : this.#paint.busy;
  }

  #diffPaint(text: string): (text: string) => string {
    if (text.startsWith("+")) return this.#paint.good;
    return text.startsWith("-") ? this.#paint.bad : this.#paint.quiet;
  }

  #wrapped(mark: string, text: string): readonly string[] {
    return hang(mark, printable(maskedText(text)), this.io.stdout.columns);
  }

  #write(lines: readonly string[]): void {
    this.io.stdout.write(lines.map((line) => `${line}\n`).join(""));
  }
}
