import { readFile } from "node:fs/promises";
import { LabError } from "./lab-error.ts";
import { must } from "./run.ts";

/** The mount points at or below `directory` in this process's namespace, deepest first. */
export async function mountsBelow(directory: string): Promise<readonly string[]> {
  const table = await readFile("/proc/self/mountinfo", "utf8");
  return table
    .split("\n")
    .map((line) => unescapeMount(line.split(" ")[4] ?? ""))
    .filter((point) => point === directory || point.startsWith(`${directory}/`))
    .reverse();
}

/** Takes away every mount at or below `directory`. */
async function unmountBelow(directory: string): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    const points = await mountsBelow(directory);
    if (points.length === 0) return;
    for (const point of points) await must(["umount", "--lazy", point]);
  }
  throw new LabError(`Mounts below ${directory} come back as fast as they are taken away`);
}

/** Removes a directory and everything in it, after the mounts in it; absent is fine. Never leaves the file system. */
export async function removeTree(directory: string): Promise<void> {
  await unmountBelow(directory);
  await must(["rm", "-rf", "--one-file-system", directory]);
}

/** The kernel writes space, tab, newline and backslash in mount points as octal. */
function unescapeMount(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
