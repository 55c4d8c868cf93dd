import { setTimeout as pause } from "node:timers/promises";
import { LabError } from "./lab-error.ts";
import { failure, type RunOptions, run } from "./run.ts";

/** What go and apt say when a server or the way to it had a bad moment. */
const PASSING =
  /dial tcp|i\/o timeout|connection (reset|refused|timed out)|TLS handshake|unexpected EOF|stream error|50[0234]|429|Could not (connect|resolve)|Temporary failure|Failed to fetch/i;

const ATTEMPTS = 4;

/** Runs a command that downloads and may be run again; only failures of the network are tried again, 4 times in all. */
export async function mustOverNetwork(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await run(argv, options);
    if (result.code === 0) return result.stdout;
    if (attempt === ATTEMPTS || !PASSING.test(result.stderr)) throw new LabError(failure(argv.join(" "), result));
    await pause(attempt * 5000); // a server's bad moment has no condition to wait for
  }
}
