import type { LabHost } from "../../../lab/host/lab-host.ts";

/** What a kubelet keeps for itself while it runs, and Pods' volumes: nobody's files. */
const ofTheKubelet =
  /^\S+ \S+ \S+ \/var\/lib\/kubelet\/(pods|plugins|plugins_registry|pod-resources|device-plugins|checkpoints|image_manager|[a-z_]+_state)(\/| |$)/;

/** Type, mode, owner, path and link target of everything below the directories; a line each, sorted. The moment in a name is left out. */
export async function treeOf(host: LabHost, directories: readonly string[]): Promise<readonly string[]> {
  const find = ["find", ...directories, "-printf", "%y %m %U:%G %p %l\\n"];
  const { stdout } = await host.exec(find); // code 1 where one of the directories is not there
  return linesOf(stdout).filter((line) => !ofTheKubelet.test(line));
}

/** Hash, mode and path of every file below the directories: equal when nothing was changed. */
export async function contentOf(host: LabHost, directories: readonly string[]): Promise<readonly string[]> {
  const words = directories.join(" ");
  const hashes = await host.must(`find ${words} -type f -print0 2>/dev/null | xargs -0r sha256sum; true`);
  return [...(await treeOf(host, directories)), ...linesOf(hashes)];
}

function linesOf(text: string): readonly string[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => line.trimEnd().replace(/\d{4}(-\d\d){5}/g, "MOMENT")).sort();
}
