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

process.once("beforeExit", stranded);

void main(process.argv.slice(2)).then(async (code) => {
  process.off("beforeExit", stranded);
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(code);
});
