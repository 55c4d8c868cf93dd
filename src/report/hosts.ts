import type { RunEvent } from "../engine/event.ts";
import type { Io } from "../io.ts";
import { changeCount } from "./change-text.ts";
import { duration } from "./duration.ts";
import { type HostRow, HostRows } from "./host-rows.ts";
import { maskedText } from "./mask.ts";
import { printable } from "./printable.ts";
import type { Reporter } from "./reporter.ts";
import { type Style, style } from "./style.ts";

/** Between two frames, milliseconds. */
const pace = 200;
const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const widest = 110;
/** Mark, blanks, time, and a word of what is done: a narrow terminal keeps them and cuts the names of the hosts. */
const leastBesideLabels = 20;
/** Lines that stay free below the list. */
const margin = 2;

/** The live list of a run over many hosts: one line a host, what it does just now, and how long. Never higher than the terminal: what does not fit is counted. */
export class HostsReporter implements Reporter {
  readonly #hosts = new HostRows();
  readonly #paint: Style;
  readonly #timer: NodeJS.Timeout;
  readonly #ignoreQuestions: () => void;
  #drawn = 0;
  #frame = 0;
  #isAsking = false;
  #isClosed = false;

  constructor(private readonly io: Io) {
    this.#paint = style(io.stdout.hasColor);
    this.#timer = setInterval(() => this.#draw(false), pace);
    this.#timer.unref();
    this.#ignoreQuestions = io.heedQuestions((isAsking) => this.#keepOff(isAsking));
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
    this.#ignoreQuestions();
    this.#draw(true);
    this.#isClosed = true;
    const warnings = this.#hosts.warnings.lines([...this.#hosts.rows.keys()], this.io.stdout.columns);
    if (warnings.length > 0)
      this.io.stdout.write(`\n${warnings.map((line) => `${this.#paint.doubtful(line)}\n`).join("")}`);
  }

  /** While a question stands on the terminal the list is gone; afterwards it is drawn below. */
  #keepOff(isAsking: boolean): void {
    if (isAsking && this.#drawn > 0) this.io.stdout.write(`${up(this.#drawn)}\u001B[J`);
    if (isAsking) this.#drawn = 0;
    this.#isAsking = isAsking;
  }

  /** Line over line, each cleared behind its end: nothing flickers, and nothing goes into what can be scrolled back. */
  #draw(isLast: boolean): void {
    if (this.#isAsking) return;
    const lines = this.#lines(isLast);
    if (this.io.signal.aborted && !isLast && lines.length > 0) lines.push(this.#paint.doubtful(stopping));
    const text = lines.map((line) => `${line}\u001B[K\n`).join("");
    const rest = lines.length < this.#drawn ? "\u001B[J" : "";
    this.io.stdout.write(up(this.#drawn) + text + rest);
    this.#drawn = lines.length;
    this.#frame += 1;
  }

  #lines(isLast: boolean): string[] {
    const rows = [...this.#hosts.rows.values()];
    const room = Math.max(3, this.io.stdout.rows - margin);
    if (rows.length <= room) return rows.map((row) => this.#line(row, isLast));
    const shown = rows
      .filter((row) => row.hasFailed || (!isLast && isAtWork(row)))
      .sort((a, b) => Number(b.hasFailed) - Number(a.hasFailed))
      .slice(0, room - 1);
    return [...shown.map((row) => this.#line(row, isLast)), this.#sum(rows, isLast)];
  }

  #sum(rows: readonly HostRow[], isLast: boolean): string {
    const failed = rows.filter((row) => row.hasFailed).length;
    const unfinished = rows.filter((row) => !row.hasFailed && isAtWork(row)).length;
    const parts = [`${rows.length - failed - unfinished} done`];
    if (unfinished > 0) parts.push(`${unfinished} ${isLast ? "not done" : "at work"}`);
    if (failed > 0) parts.push(`${failed} failed`);
    return this.#paint.strong(`  ${rows.length} hosts: ${parts.join(", ")}`);
  }

  /** "✔ cp1   The node is in the cluster             42 files, 2 commands    12.3s" */
  #line(row: HostRow, isLast: boolean): string {
    const isRunning = !isLast && isAtWork(row) && !row.hasFailed;
    const width = Math.min(this.io.stdout.columns, widest) - 1;
    const longest = Math.max(...[...this.#hosts.rows.keys()].map((host) => host.length));
    const labels = Math.min(24, longest, Math.max(3, width - leastBesideLabels));
    const now = isRunning ? this.io.now() : row.endedAt;
    const took = duration(now - row.startedAt).padStart(7);
    const count = changeCount(row.changes);
    const result = count === "" ? "Nothing to change" : `${row.title} (${count})`;
    const isLeft = isLast && isAtWork(row) && !row.hasFailed;
    const text = isRunning ? doing(row) : row.hasFailed ? ending(row) : isLeft ? leaving(row) : result;
    const [plain = ""] = printable(maskedText(text)).split("\n");
    const room = Math.max(1, width - labels - took.length - 4);
    const cut = plain.length > room ? `${plain.slice(0, room - 1)}…` : plain.padEnd(room);
    const shown = count === "" && !isRunning && !isLeft && !row.hasFailed ? this.#paint.quiet(cut) : cut;
    return `${this.#mark(row, isRunning, isLeft)} ${row.host.slice(0, labels).padEnd(labels)} ${shown} ${this.#paint.quiet(took)}`;
  }

  #mark(row: HostRow, isRunning: boolean, isLeft: boolean): string {
    if (isLeft || (row.isInterrupted && row.failure === "")) return this.#paint.doubtful("–");
    if (row.hasFailed) return this.#paint.bad("✘");
    return isRunning ? this.#paint.busy(spinner[this.#frame % spinner.length] ?? "") : this.#paint.good("✔");
  }
}

const stopping = "  Stopping when what is under way is finished. Ctrl-C again stops at once.";

function up(lines: number): string {
  return lines === 0 ? "" : `\u001B[${lines}A\r`;
}

/** A host that is connected and no more has its work before it. */
function isAtWork({ running, hasBegun }: HostRow): boolean {
  return running.size > 0 || !hasBegun;
}

function doing({ title, busyWith, running }: HostRow): string {
  if (running.size === 0) return "Connected";
  return busyWith === "" ? title : `${title}: ${busyWith}`;
}

/** What the run left of a host that has not failed and was not done: an interrupt, or something that concerns all hosts, came before. */
function leaving({ title, running }: HostRow): string {
  return running.size === 0 ? "Nothing was done" : `Not finished: ${title}`;
}

function ending({ title, failure }: HostRow): string {
  return failure === "" ? `Interrupted: ${title}` : failure;
}
