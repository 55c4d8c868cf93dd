import { commandLine } from "../shell.ts";
import { look, lookInParts, refuseComplaints, refuseNul } from "./look-script.ts";
import type { Shell } from "./script-call.ts";
import { nulTerminated } from "./sections.ts";

/** The times of what is at the paths given to the shell, in a section. */
export const timesScript = `cut times
stat -L --printf='%.9Y %n\\0' -- "$@"
:
`;

/** When what is at each path was last written, in milliseconds since the epoch of the machine's clock, links followed. Error HOST_READ_FAILED. */
export function modifiedTimes(
  shell: Shell,
  node: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  refuseNul(node, paths);
  return lookInParts(paths, async (part) => {
    const { sections, complaints } = await look(shell, node, `set -- ${commandLine(part)}\n${timesScript}`);
    refuseComplaints(node, complaints, part);
    return timesIn(sections[0]?.bytes ?? Buffer.alloc(0));
  });
}

/** What `timesScript` says. */
export function timesIn(bytes: Buffer): ReadonlyMap<string, number> {
  return new Map(
    nulTerminated(bytes).map((line) => {
      const end = line.indexOf(" ");
      return [line.slice(end + 1), 1000 * Number(line.slice(0, end))];
    }),
  );
}
