import { plainText } from "../facts/plain-text.ts";
import type { HostView } from "../host/host.ts";

/** A line of klog is seldom longer; what follows is a stack or a dump. */
const lineLength = 1200;

/**
 * The last lines of a unit's journal ("kernel" for the kernel's own), oldest first, fit for a terminal. Empty where there is no journal.
 *
 * @param since milliseconds since the epoch, by the machine's clock; what was said before is left out, to the microsecond
 */
export async function journalTail(
  view: HostView,
  unit: string,
  since: number,
  lines: number,
): Promise<readonly string[]> {
  const which = unit === "kernel" ? ["--dmesg", "--boot"] : [`--unit=${unit}`];
  const from = `--since=@${Math.floor(since / 1000)}`;
  const answer = await view.probe({
    argv: ["journalctl", "--no-pager", "--quiet", "--output=short-unix", `--lines=${lines}`, from, ...which],
    timeoutMs: 4000,
  });
  return answer.code === 0 ? parseShortUnix(answer.stdout, since) : [];
}

/**
 * Reads journalctl's short-unix form, "<seconds>.<microseconds> <host> <program>[<pid>]: <text>". systemd's own remarks on a unit
 * are left out, and the further lines of one that said several.
 */
function parseShortUnix(text: string, since: number): string[] {
  return text.split("\n").flatMap((line) => {
    const match = /^(\d{1,12}\.\d{6}) \S+ (\S+?)(?:\[\d+\])?: (.*)$/.exec(line);
    if (match?.[3] === undefined || match[2] === "systemd" || Number(match[1]) * 1000 < since) return [];
    const said = plainText(match[3], lineLength);
    return said === "" ? [] : [said];
  });
}
