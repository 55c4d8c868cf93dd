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

void main(process.argv.slice(2)).then((code) => process.exit(code));
