import type { Tell } from "../engine/event.ts";

/** Shows a run to somebody. */
export interface Reporter {
  /** Listens to the run; hand it to the engine. */
  readonly tell: Tell;
  /** Last words, after close(): the text for a reader, the record (one JSON line) for a program. */
  say(text: string, record: Readonly<Record<string, unknown>>): void;
  /** Ends the showing, whether the run went well or not. Calling it twice is harmless. */
  close(): Promise<void>;
}

export interface ReportOptions {
  readonly output: "text" | "json";
  /** -v: 1 steps, 2 changes, 4 what was already so, 5 everything. */
  readonly verbosity: number;
  /** "plan" shows each change in full and says at the end that nothing was changed. */
  readonly view: "run" | "plan";
  /** The run is over several hosts: each is named from the first line on. */
  readonly manyHosts?: boolean;
  /** A plan before a question: of what is new only the name is shown, of what is changed the difference. */
  readonly isBrief?: boolean;
}
