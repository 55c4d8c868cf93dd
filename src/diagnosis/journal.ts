import { plainText } from "../facts/plain-text.ts";
import type { HostView } from "../host/host.ts";

/** A line of klog is seldom longer; what follows is a stack or a dump. */
const lineLength = 1200;

/**
 * The last lines of a unit's journal ("kernel" for the kernel's own), oldest first. Empty where there is no journal.
 *
 * @param since milliseconds since the epoch, by the machine's clock
 */
export async function journalTail(
  view: HostView,
  unit: string,
  since: number,
  lines: number,
): Promise<readonly string[]> {
  const which = unit === "kernel" ? ["--dmesg", "--boot"] : [`--unit=${unit}`];
  const answer = await view.probe({
    argv: [
      "journalctl",
      "--no-pager",
      "--quiet",
      "--output=cat",
      `--lines=${lines}`,
      `--since=@${Math.floor(since / 1000)}`,
      ...which,
    ],
    timeoutMs: 4000,
  });
  return answer.code === 0 ? plainLines(answer.stdout) : [];
}

/** A machine's text as lines fit for a terminal; empty ones are left out. */
export function plainLines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => plainText(line, lineLength))
    .filter((line) => line !== "");
}
