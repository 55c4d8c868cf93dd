import { exitCodes } from "../errors.ts";
import type { Io, Output } from "../io.ts";

/** Text to one of the process's own streams. A reader that went away (EPIPE) does not stop the work. */
function outputTo(stream: NodeJS.WriteStream): Output {
  stream.on("error", () => undefined);
  const isTerminal = stream.isTTY === true;
  return {
    stream,
    isTerminal,
    hasColor: isTerminal && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb",
    // A terminal that was never told its size, a serial console for one, says 0.
    get columns() {
      return stream.columns > 0 ? stream.columns : 80;
    },
    get rows() {
      return stream.rows > 0 ? stream.rows : 24;
    },
    write: (text) => void stream.write(text),
  };
}

const showCursor = "\u001B[?25h";

/** The first signal asks to stop, the second stops. */
function interruption(stdout: Output): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) {
      if (stdout.isTerminal) stdout.stream.write(showCursor);
      process.stderr.write("\nStopped at once. Run the same command again to go on.\n");
      process.exit(exitCodes.interrupted);
    }
    controller.abort(new Error("interrupted"));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
  return controller.signal;
}

/** Asks on the terminal, and tells those who draw on it meanwhile. */
class Questions {
  readonly #listeners = new Set<(isAsking: boolean) => void>();

  constructor(
    private readonly stderr: Output,
    private readonly signal: AbortSignal,
  ) {}

  readonly heed = (listener: (isAsking: boolean) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly ask = async (question: string, options?: { readonly isHidden?: boolean }): Promise<string | null> => {
    if (process.stdin.isTTY !== true) return null;
    this.#tell(true);
    try {
      const { questionText } = await import("../report/question.ts");
      return await typed(questionText(question, this.stderr.columns), this.signal, options);
    } finally {
      this.#tell(false);
    }
  };

  #tell(isAsking: boolean): void {
    for (const listener of this.#listeners) listener(isAsking);
  }
}

/** An end of the input without an answer (Ctrl-D, a terminal that went away) is an empty answer. Rejects with the signal's reason when it comes first. */
async function typed(
  question: string,
  signal: AbortSignal,
  { isHidden = false }: { readonly isHidden?: boolean } = {},
): Promise<string> {
  signal.throwIfAborted();
  const [{ createInterface }, { Writable }] = await Promise.all([
    import("node:readline/promises"),
    import("node:stream"),
  ]);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const output = isHidden ? { output: nowhere, terminal: true } : { output: process.stderr };
  const lines = createInterface({ input: process.stdin, ...output });
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  if (isHidden) process.stderr.write(question);
  const noAnswer = new Promise<string>((resolve, reject) => {
    lines.once("close", () => resolve(""));
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  // readline rejects a question at Ctrl-D, and leaves it open when its input ends otherwise.
  const answer = lines.question(isHidden ? "" : question).catch(() => "");
  try {
    return await Promise.race([noAnswer, answer]);
  } finally {
    lines.close();
    if (isHidden) process.stderr.write("\n");
  }
}

async function readInput(maximumBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length > maximumBytes) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The process's own streams, environment, clock and signals. */
export function processIo(): Io {
  const [stdout, stderr] = [outputTo(process.stdout), outputTo(process.stderr)];
  const signal = interruption(stdout);
  const questions = new Questions(stderr, signal);
  return {
    stdout,
    stderr,
    env: process.env,
    signal,
    now: () => Date.now(),
    open: async () => (await import("./open-local-host.ts")).openLocalHost(),
    ask: questions.ask,
    heedQuestions: questions.heed,
    readInput,
  };
}
