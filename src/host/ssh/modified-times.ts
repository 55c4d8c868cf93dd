import { commandLine } from "../shell.ts";
import { look, lookInParts, refuseComplaints, refuseNul } from "./look-script.ts";
import type { Shell } from "./script-call.ts";
import { nulTerminated } from "./sections.ts";

/** When what is at each path was last written, in milliseconds since the epoch of the machine's clock, links followed. Error HOST_READ_FAILED. */
export function modifiedTimes(
  shell: Shell,
  node: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  refuseNul(node, paths);
  return lookInParts(paths, async (part) => {
    const script = `cut times\nstat -L --printf='%.9Y %n\\0' -- ${commandLine(part)}\n:\n`;
    const { sections, complaints } = await look(shell, node, script);
    refuseComplaints(node, complaints, part);
    const lines = nulTerminated(sections[0]?.bytes ?? Buffer.alloc(0));
    return new Map(
      lines.map((line) => [line.slice(line.indexOf(" ") + 1), 1000 * Number(line.slice(0, line.indexOf(" ")))]),
    );
  });
}
