import { ListrDefaultRendererLogLevels as Level, Listr, ListrLogger, ListrTaskState, ProcessOutput } from "listr2";
import type { RunEvent } from "../engine/event.ts";
import type { Io } from "../io.ts";
import { duration } from "./duration.ts";
import { ThrottledRenderer } from "./listr-renderer.ts";
import { maskedText } from "./mask.ts";
import { isRunning, type PhaseRow, PhaseRows, resultText } from "./phase-rows.ts";
import { printable } from "./printable.ts";
import type { Reporter } from "./reporter.ts";
import { type Style, style } from "./style.ts";
import { hang } from "./wrap.ts";

/** listr2 puts an icon and a space before a title and keeps two columns free. */
const framing = 4;
/** The longest label of init. */
const usualLabelWidth = 19;
const widest = 100;
/** Time, blanks and a word of what is done: a narrow terminal keeps them and cuts the labels. */
const leastBesideLabels = 17;

type Row = Listr<object, "default", "default">["tasks"][number];

/** The live list: one line a phase with its duration, under the running ones what they do. Redraws by itself until closed. */
export class LiveReporter implements Reporter {
  readonly #phases = new PhaseRows();
  readonly #tasks = new Map<PhaseRow, Row>();
  readonly #warnings: string[] = [];
  readonly #paint: Style;
  readonly #list: Listr<object, "default", "default">;
  readonly #renderer: ThrottledRenderer;
  /** listr2 shows a task only after it has thought about it. */
  readonly #enabled: Promise<unknown>[] = [];
  #labelWidth = usualLabelWidth;
  #isClosed = false;

  private constructor(private readonly io: Io) {
    const paint = style(io.stdout.hasColor);
    this.#paint = paint;
    this.#list = new Listr<object, "default", "default">([], {
      renderer: "default",
      fallbackRenderer: "default",
      registerSignalListeners: false,
    });
    const logger = new ListrLogger<Level>({ processOutput: new ProcessOutput(io.stdout.stream, io.stderr.stream) });
    const icon = { [Level.COMPLETED]: "✔", [Level.FAILED]: "✘", [Level.OUTPUT]: "→" };
    const coat =
      (of: (text: string) => string) =>
      (text = "") =>
        of(text);
    const color = {
      [Level.COMPLETED]: coat(paint.good),
      [Level.FAILED]: coat(paint.bad),
      [Level.PENDING]: coat(paint.busy),
      [Level.OUTPUT]: coat(paint.quiet),
    };
    const looks = {
      logger,
      icon,
      color,
      collapseErrors: false,
      showErrorMessage: false,
      formatOutput: "truncate" as const,
    };
    this.#renderer = new ThrottledRenderer(this.#list.tasks, looks, this.#list.events);
    this.#renderer.rows = () => io.stdout.rows;
    this.#renderer.beforeFrame = () => {
      for (const [row, task] of this.#tasks) if (isRunning(row)) task.title = this.#title(row) + this.#busyWith(row);
    };
  }

  /** Starts the list on the terminal of `io`. */
  static async open(io: Io): Promise<LiveReporter> {
    const reporter = new LiveReporter(io);
    await reporter.#renderer.render();
    return reporter;
  }

  readonly tell = (event: RunEvent): void => {
    if (this.#isClosed) return;
    if (event.type === "note" && event.level === "warning") this.#warnings.push(`${event.phase}: ${event.text}`);
    const row = this.#phases.take(event);
    if (row !== undefined) this.#show(row);
  };

  say(text: string): void {
    this.io.stdout.write(text);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.all(this.#enabled);
    for (const [row, task] of this.#tasks) if (isRunning(row)) task.state$ = ListrTaskState.FAILED;
    this.#renderer.end();
    const lines = this.#warnings.flatMap((text) => hang("! ", printable(maskedText(text)), this.io.stdout.columns));
    if (lines.length > 0) this.io.stdout.write(`\n${lines.map((line) => `${this.#paint.doubtful(line)}\n`).join("")}`);
  }

  #show(row: PhaseRow): void {
    const task = this.#tasks.get(row) ?? this.#newTask(row);
    task.title$ = this.#title(row) + this.#busyWith(row);
    if (isRunning(row)) task.state$ = ListrTaskState.STARTED;
    else task.state$ = row.outcome === "failed" ? ListrTaskState.FAILED : ListrTaskState.COMPLETED;
  }

  #newTask(row: PhaseRow): Row {
    this.#list.add({ title: row.label, task: async () => undefined });
    const task = this.#list.tasks.at(-1);
    if (task === undefined) throw new Error("listr2 took no task");
    this.#enabled.push(task.check({}));
    this.#tasks.set(row, task);
    this.#makeRoomFor(row);
    return task;
  }

  /** Labels stand in a column as wide as the longest. */
  #makeRoomFor(row: PhaseRow): void {
    const { length } = this.#label(row);
    if (length <= this.#labelWidth) return;
    this.#labelWidth = length;
    for (const [other, task] of this.#tasks) task.title$ = this.#title(other) + this.#busyWith(other);
  }

  /** The host is named only where there are several. */
  #label(row: PhaseRow): string {
    const hosts = new Set([...this.#tasks.keys()].map(({ host }) => host));
    return hosts.size > 1 ? `${row.host} ${row.label}` : row.label;
  }

  /** The line below a running phase. A second line of the title: listr2 forgets the outputs of a task that begins again. */
  #busyWith(row: PhaseRow): string {
    if (!isRunning(row) || row.busyWith === "") return "";
    const [text = ""] = printable(maskedText(row.busyWith)).split("\n");
    return `\n${this.#paint.quiet(`→ ${text}`)}`;
  }

  /** How long it took, or takes; the first second of a running row goes without. */
  #took(row: PhaseRow): string {
    if (!isRunning(row)) return duration(row.durationMs);
    const elapsed = this.io.now() - row.startedAt;
    return elapsed < 1000 ? "" : duration(elapsed);
  }

  /** "certs              Certificates and keys, 22 files                0.4s" */
  #title(row: PhaseRow): string {
    const label = this.#label(row);
    const width = Math.min(this.io.stdout.columns, widest) - framing;
    const took = this.#took(row);
    const result = isRunning(row) ? "" : resultText(row.label, row.outcome, row.changes);
    const labelWidth = Math.min(this.#labelWidth, Math.max(3, width - leastBesideLabels));
    const room = Math.max(1, width - labelWidth - 1 - 8);
    const text = printable(result === "" ? row.title : `${row.title}: ${result}`);
    const cut = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    const shown = row.outcome === "unchanged" ? this.#paint.quiet(cut) : cut;
    return `${label.slice(0, labelWidth).padEnd(labelWidth)} ${shown}${" ".repeat(Math.max(0, room - cut.length))}${this.#paint.quiet(took.padStart(8))}`.trimEnd();
  }
}
