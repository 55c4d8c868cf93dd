import type { Change } from "../engine/change.ts";
import type { RunEvent } from "../engine/event.ts";
import type { Io } from "../io.ts";
import { changeDiff } from "./change-diff.ts";
import { changeCount, changeLine, type Mark } from "./change-text.ts";
import { maskedText } from "./mask.ts";
import { sentence } from "./phase-rows.ts";
import { printable } from "./printable.ts";
import type { Reporter, ReportOptions } from "./reporter.ts";
import { type Style, style } from "./style.ts";
import { hang } from "./wrap.ts";

/** What a dry run shows: under each phase's name every file (path, mode, difference), command and object; at the end the sum. */
export class PlanReporter implements Reporter {
  readonly #changes: Change[] = [];
  readonly #paint: Style;
  readonly #hosts = new Set<string>();
  readonly #titles = new Map<string, string>();
  #deferred = 0;
  #unchanged = 0;
  #heading = "";
  #failed = false;
  #isClosed = false;

  constructor(
    private readonly io: Io,
    private readonly options: Pick<ReportOptions, "manyHosts"> = {},
  ) {
    this.#paint = style(io.stdout.hasColor);
  }

  readonly tell = (event: RunEvent): void => {
    if (event.type === "phase-started") this.#titles.set(event.phase, sentence(event.title));
    else if (event.type === "step-ended") this.#step(event);
    else if (event.type === "note" && event.level === "warning")
      this.#write(this.#wrapped("! ", event.text).map(this.#paint.doubtful));
    else if (event.type === "failed") this.#failed = true;
  };

  say(text: string): void {
    this.io.stdout.write(text);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const parts = [changeCount(this.#changes)];
    if (this.#deferred > 0) parts.push(`${this.#deferred} ${this.#deferred === 1 ? "step" : "steps"} known only later`);
    if (this.#unchanged > 0) parts.push(`${this.#unchanged} already so`);
    const sum = parts.filter((part) => part !== "").join(", ");
    const end = this.#failed
      ? "The plan stops here. Nothing was changed."
      : `${sum === "" ? "Nothing to do" : sum}. Nothing was changed.`;
    this.#write(["", this.#paint.strong(end)]);
  }

  #step(event: RunEvent & { readonly type: "step-ended" }): void {
    if (event.outcome === "unchanged") this.#unchanged += 1;
    if (event.outcome === "deferred") this.#deferred += 1;
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
    this.#write(["", this.#paint.strong(heading) + (title === undefined ? "" : this.#paint.quiet(`  ${title}`))]);
    this.#heading = heading;
  }

  #change(change: Change): void {
    this.#changes.push(change);
    const { mark, subject, detail } = changeLine(change);
    const line = `  ${mark} ${printable(maskedText(subject))}`;
    const indented = changeDiff(change).map((text) => `      ${this.#diffPaint(text)(text)}`);
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
