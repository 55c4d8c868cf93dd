import type { RunEvent } from "../engine/event.ts";
import type { Io } from "../io.ts";
import { changeCount } from "./change-text.ts";
import { duration } from "./duration.ts";
import { type HostRow, HostRows } from "./host-rows.ts";
import { maskedText } from "./mask.ts";
import { printable } from "./printable.ts";
import type { Reporter } from "./reporter.ts";
import { type Style, style } from "./style.ts";
import { hang } from "./wrap.ts";

/** Between two frames, milliseconds. */
const pace = 200;
const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const widest = 110;
/** Lines that stay free below the list. */
const margin = 2;

/** The live list of a run over many hosts: one line a host, what it does just now, and how long. Never higher than the terminal: what does not fit is counted. */
export class HostsReporter implements Reporter {
  readonly #hosts = new HostRows();
  readonly #paint: Style;
  readonly #timer: NodeJS.Timeout;
  #drawn = 0;
  #frame = 0;
  #isClosed = false;

  constructor(private readonly io: Io) {
    this.#paint = style(io.stdout.hasColor);
    this.#timer = setInterval(() => this.#draw(false), pace);
    this.#timer.unref();
  }

  readonly tell = (event: RunEvent): void => {
    if (!this.#isClosed) this.#hosts.take(event);
  };

  say(text: string): void {
    this.io.stdout.write(text);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    clearInterval(this.#timer);
    this.#draw(true);
    this.#isClosed = true;
    const warnings = [...this.#hosts.warnings].flatMap(([text, hosts]) =>
      hang("! ", printable(maskedText(`${named(hosts)}: ${text}`)), this.io.stdout.columns),
    );
    if (warnings.length > 0)
      this.io.stdout.write(`\n${warnings.map((line) => `${this.#paint.doubtful(line)}\n`).join("")}`);
  }

  #draw(isLast: boolean): void {
    const lines = this.#lines(isLast);
    const back = this.#drawn === 0 ? "" : `\u001B[${this.#drawn}A\r\u001B[J`;
    this.io.stdout.write(back + lines.map((line) => `${line}\n`).join(""));
    this.#drawn = lines.length;
    this.#frame += 1;
  }

  #lines(isLast: boolean): readonly string[] {
    const rows = [...this.#hosts.rows.values()];
    const room = Math.max(3, this.io.stdout.rows - margin);
    if (rows.length <= room) return rows.map((row) => this.#line(row, isLast));
    const shown = rows
      .filter((row) => row.hasFailed || (!isLast && row.running.size > 0))
      .sort((a, b) => Number(b.hasFailed) - Number(a.hasFailed))
      .slice(0, room - 1);
    return [...shown.map((row) => this.#line(row, isLast)), this.#sum(rows, isLast)];
  }

  #sum(rows: readonly HostRow[], isLast: boolean): string {
    const failed = rows.filter((row) => row.hasFailed).length;
    const running = rows.filter((row) => !row.hasFailed && !isLast && row.running.size > 0).length;
    const parts = [`${rows.length - failed - running} done`];
    if (running > 0) parts.push(`${running} at work`);
    if (failed > 0) parts.push(`${failed} failed`);
    return this.#paint.strong(`  ${rows.length} hosts: ${parts.join(", ")}`);
  }

  /** "✔ cp1   The node is in the cluster             42 files, 2 commands    12.3s" */
  #line(row: HostRow, isLast: boolean): string {
    const isRunning = !isLast && row.running.size > 0 && !row.hasFailed;
    const width = Math.min(this.io.stdout.columns, widest) - 1;
    const labels = Math.min(24, Math.max(...[...this.#hosts.rows.keys()].map((host) => host.length)));
    const now = isRunning ? this.io.now() : row.endedAt;
    const took = duration(now - row.startedAt).padStart(7);
    const count = changeCount(row.changes);
    const text = isRunning && row.busyWith !== "" ? `${row.title}: ${row.busyWith}` : row.title;
    const result = row.hasFailed || isRunning ? text : count === "" ? "Nothing to change" : `${text} (${count})`;
    const [plain = ""] = printable(maskedText(result)).split("\n");
    const room = width - labels - took.length - 4;
    const cut = plain.length > room ? `${plain.slice(0, room - 1)}…` : plain.padEnd(room);
    const shown = count === "" && !isRunning && !row.hasFailed ? this.#paint.quiet(cut) : cut;
    return `${this.#mark(row, isRunning)} ${row.host.slice(0, labels).padEnd(labels)} ${shown} ${this.#paint.quiet(took)}`;
  }

  #mark(row: HostRow, isRunning: boolean): string {
    if (row.hasFailed) return this.#paint.bad("✘");
    return isRunning ? this.#paint.busy(spinner[this.#frame % spinner.length] ?? "") : this.#paint.good("✔");
  }
}

/** "cp1, cp2 and 3 more" */
function named(hosts: readonly string[]): string {
  const [first = "", second, ...more] = hosts;
  if (second === undefined) return first;
  return more.length === 0 ? `${first}, ${second}` : `${first}, ${second} and ${more.length} more`;
}
