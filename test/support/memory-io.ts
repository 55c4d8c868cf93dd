import { Writable } from "node:stream";
import type { Host } from "../../src/host/host.ts";
import type { Io, Output } from "../../src/io.ts";

/** An Io that keeps what is written. */
export interface MemoryIo extends Io {
  readonly out: () => string;
  readonly err: () => string;
  /** The questions that were put, in their order. */
  readonly asked: () => readonly string[];
  readonly interrupt: () => void;
}

/** A stream that keeps what is written to it and says it is a terminal when asked to be one. */
class MemoryStream extends Writable {
  text = "";
  readonly writes: { readonly at: number; readonly bytes: number }[] = [];

  constructor(
    readonly isTTY: boolean,
    readonly columns: number,
    readonly rows: number,
  ) {
    super({ decodeStrings: false });
  }

  override _write(chunk: string | Buffer, _: BufferEncoding, done: () => void): void {
    this.text += String(chunk);
    this.writes.push({ at: performance.now(), bytes: Buffer.byteLength(chunk) });
    done();
  }
}

export interface MemoryIoOptions {
  readonly isTerminal?: boolean;
  readonly hasColor?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly answers?: readonly string[];
  readonly host?: Host;
}

function outputTo(stream: MemoryStream, hasColor: boolean): Output {
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    isTerminal: stream.isTTY,
    columns: stream.columns,
    rows: stream.rows,
    hasColor,
    write: (text) => void stream.write(text),
  };
}

/** Streams of 80 columns and 24 rows, no colour, no terminal, unless asked for otherwise. */
export function memoryIo(options: MemoryIoOptions = {}): MemoryIo & { readonly terminal: MemoryStream } {
  const { isTerminal = false, hasColor = false, columns = 80, rows = 24 } = options;
  const [stdout, stderr] = [new MemoryStream(isTerminal, columns, rows), new MemoryStream(isTerminal, columns, rows)];
  const controller = new AbortController();
  const answers = [...(options.answers ?? [])];
  const asked: string[] = [];
  const listeners = new Set<(isAsking: boolean) => void>();
  const { host } = options;
  return {
    terminal: stdout,
    stdout: outputTo(stdout, hasColor),
    stderr: outputTo(stderr, hasColor),
    env: options.env ?? {},
    signal: controller.signal,
    now: () => Date.parse("2026-11-21T12:00:00Z"),
    open: async () => {
      if (host === undefined) throw new Error("this test has no host");
      return host;
    },
    ask: async (question) => {
      asked.push(question);
      for (const listener of listeners) listener(true);
      const answer = answers.shift() ?? null;
      for (const listener of listeners) listener(false);
      return answer;
    },
    heedQuestions: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    readInput: async () => options.input ?? "",
    out: () => stdout.text,
    err: () => stderr.text,
    asked: () => asked,
    interrupt: () => controller.abort(new Error("interrupted")),
  };
}
