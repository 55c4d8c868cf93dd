import type { Host } from "./host/host.ts";

/** Where text goes. */
export interface Output {
  write(text: string): void;
  /** A terminal that can be drawn on; false for pipes and files. */
  readonly isTerminal: boolean;
  /** Columns of the terminal, 80 where there is none. Asked anew each time: windows change. */
  readonly columns: number;
  /** Rows of the terminal; 24 where there is none. */
  readonly rows: number;
  /** True when colours are wanted: a terminal, and neither NO_COLOR nor TERM=dumb. */
  readonly hasColor: boolean;
  /** The node stream behind it, for the live list alone. */
  readonly stream: NodeJS.WriteStream;
}

/** All that a command has of the outside world. Tests make their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user interrupts (first SIGINT, SIGTERM, SIGHUP): stop after the change under way. A second one ends the process. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Opens the machine this process runs on. */
  open(): Promise<Host>;
  /** Asks on the terminal and gives the line that was typed; null where nobody can be asked, empty where the input ends without an answer. Rejects when the run is interrupted. A hidden answer is not shown while it is typed. */
  ask(question: string, options?: { readonly isHidden?: boolean }): Promise<string | null>;
  /** Calls the listener with true before a question is put and with false when it is answered: who draws on the terminal keeps off it meanwhile. Gives what ends that. */
  heedQuestions(listener: (isAsking: boolean) => void): () => void;
  /** Standard input, to its end or to the first chunk beyond so many bytes: what is longer comes longer than that, not whole. */
  readInput(maximumBytes: number): Promise<string>;
}
