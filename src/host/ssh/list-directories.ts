import { commandLine } from "../shell.ts";
import { look, lookInParts, refuseComplaints, refuseNul } from "./look-script.ts";
import type { Shell } from "./script-call.ts";
import { nulTerminated } from "./sections.ts";

/** The shell's own words do it all: no process is started. A pattern that fits nothing stands for itself, so each name is looked at. */
export const listScript = `i=0
for d;do
if [ -d "$d" ];then
[ -r "$d" ]&&[ -x "$d" ]||echo "$d: Permission denied" >&2
cut $i
for f in "$d"/* "$d"/.[!.]* "$d"/..?*;do
if [ -e "$f" ]||[ -L "$f" ];then printf '%s\\0' "\${f##*/}";fi
done
fi
i=$((i+1))
done
`;

/** The names in each directory, sorted by code. Error HOST_READ_FAILED. */
export function listDirectories(
  shell: Shell,
  node: string,
  directories: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  refuseNul(node, directories);
  return lookInParts(directories, async (part) => {
    const { sections, complaints } = await look(shell, node, `set -- ${commandLine(part)}\n${listScript}`);
    refuseComplaints(node, complaints, part);
    return new Map(sections.map(({ name, bytes }) => [part[Number(name)] ?? "", [...nulTerminated(bytes)].sort()]));
  });
}
