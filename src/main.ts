import { version } from "./version.ts";

/**
 * The door: arguments in, exit code out. It is the only place that ends the process.
 * `--version` is answered before anything else is loaded.
 */
async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && argv[0] === "--version") {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const { runCommandLine } = await import("./cli/run-command-line.ts");
  const { processIo } = await import("./cli/process-io.ts");
  return runCommandLine(argv, processIo());
}

/** Nothing is left that could ever finish the work: a fault of this program, which must not look like success. */
function stranded(): void {
  process.stderr.write(
    "error INTERNAL: the work stopped in the middle, and nothing is left that could end it.\n" +
      "  Running the same command again does no harm. Please report this with the command you ran.\n",
  );
  process.exit(1);
}

/** Resolves when all that was written is with its reader, or nobody reads any more: a pipe takes 64 KiB and no more until then. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0 || stream.destroyed) resolve();
    else stream.write("", () => resolve());
  });
}

/** What could not be written, for another reason than that its reader went away. */
let lost: NodeJS.ErrnoException | null = null;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") lost = error;
});

/** The work is done, but what it was to say is not with its reader: a token that was made, a configuration that was printed. */
function outputLost({ message }: Error): number {
  process.stderr.write(
    `error OUTPUT_LOST: what the command printed could not be written: ${message}\n` +
      "  Look at where its output goes (df -h); what it was to do is done.\n",
  );
  return 1;
}

process.once("beforeExit", stranded);

void main(process.argv.slice(2)).then(async (code) => {
  process.off("beforeExit", stranded);
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  // A stream tells of what failed one turn later.
  await new Promise((resolve) => setImmediate(resolve));
  process.exit(lost === null || code !== 0 ? code : outputLost(lost));
});
